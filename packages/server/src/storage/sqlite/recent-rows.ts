import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import type { ConversationRecord, ParticipantRecord } from '../../engine/ports/records.ts'
import type { Changes, Wanted } from '../../engine/ports/store.ts'
import type { KeptRows } from '../kept-rows.ts'
import { Recent } from '../recent.ts'
import { RecentWithin } from '../recent-within.ts'
import type { MessagePlace } from '../row-answers.ts'

/** How many rows of each kind are kept at least. */
const LEAST = 10_000
const LEAST_SEQS = 50_000

/** Participants whose delivered set has more bounds than this are not kept, so that the memory is bounded. */
const MOST_BOUNDS = 50

/**
 * Rows that transactions met lately, as the last commit that was heard of left them. They hold for one data version: when another
 * connection has written, all are forgotten.
 */
export class RecentRows {
  readonly #conversations = new Recent<ConversationRecord>(LEAST)
  readonly #participants = new RecentWithin<number, UserId, ParticipantRecord>(LEAST)
  readonly #seqs = new RecentWithin<number, MessageId, number>(LEAST_SEQS)
  #dataVersion: number | undefined

  /** Whether what is kept is of this data version; if not, it is forgotten. */
  holdsFor(dataVersion: number): boolean {
    if (this.#dataVersion === dataVersion) return true
    this.forget()
    this.#dataVersion = dataVersion
    return false
  }

  /** Those of the wanted rows that are kept; `undefined` for the others. */
  lookUp(wanted: Wanted): KeptRows {
    const keyOf = (id: ConversationId): number => this.#conversations.get(id)?.key ?? 0
    return {
      conversations: (wanted.conversations ?? []).map((id) => this.#conversations.get(id)),
      participants: (wanted.participants ?? []).map(([id, user]) => this.#participants.get(keyOf(id), user)),
      seqs: (wanted.seqs ?? []).map(([id, message]) => this.#seqs.get(keyOf(id), message)),
    }
  }

  /** Keeps rows that were found, and where messages were met. */
  learn(found: Pick<KeptRows, 'conversations' | 'participants'>, met: readonly MessagePlace[]): void {
    for (const row of found.conversations) if (row !== undefined) this.#conversations.put(row.conversationId, row)
    for (const row of found.participants) if (row !== undefined) this.#keepParticipant(row)
    for (const [conversationKey, seq, messageId] of met) this.#seqs.put(conversationKey, messageId, seq)
  }

  /** Follows a commit that was heard of. */
  follow(changes: Changes): void {
    const farReaching = [changes.users, changes.erasedUserKeys, changes.removedConversationKeys]
    if (farReaching.some((rows) => rows.length > 0)) {
      this.forget()
      return
    }
    const { newConversations, conversations, newParticipants, participants, newMessages } = changes
    for (const row of [...newConversations, ...conversations]) this.#conversations.put(row.conversationId, row)
    for (const row of [...newParticipants, ...participants]) this.#keepParticipant(row)
    for (const { conversationKey, messageId, seq } of newMessages) this.#seqs.put(conversationKey, messageId, seq)
  }

  forget(): void {
    for (const rows of [this.#conversations, this.#participants, this.#seqs]) rows.clear()
  }

  #keepParticipant(row: ParticipantRecord): void {
    const { conversationKey, userId } = row
    if (row.delivered.length > MOST_BOUNDS || row.reopened.length > MOST_BOUNDS)
      this.#participants.delete(conversationKey, userId)
    else this.#participants.put(conversationKey, userId, row)
  }
}
