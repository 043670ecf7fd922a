import type { ConversationId } from '@tallymark/core'
import type { ConversationRecord, MessageRecord, ParticipantRecord } from '../../engine/ports/records.ts'
import type { Changes, Wanted } from '../../engine/ports/store.ts'
import type { KeptRows } from '../kept-rows.ts'
import { Recent } from '../recent.ts'

/** How many rows of each kind are kept at least. */
const LEAST = 10_000

/** Participants whose delivered set has more bounds than this are not kept, so that the memory is bounded. */
const MOST_BOUNDS = 50

const within = (conversationKey: number, id: string): string => `${conversationKey}\0${id}`

/**
 * Rows that transactions met lately, as the last commit that was heard of left them. They hold for one data version: when another
 * connection has written, all are forgotten.
 */
export class RecentRows {
  readonly #conversations = new Recent<ConversationRecord>(LEAST)
  readonly #participants = new Recent<ParticipantRecord>(LEAST)
  readonly #messages = new Recent<MessageRecord>(LEAST)
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
      participants: (wanted.participants ?? []).map(([id, user]) => this.#participants.get(within(keyOf(id), user))),
      messages: (wanted.messages ?? []).map(([id, message]) => this.#messages.get(within(keyOf(id), message))),
    }
  }

  /** Keeps rows that were found. */
  learn(found: KeptRows): void {
    for (const row of found.conversations) if (row !== undefined) this.#conversations.put(row.conversationId, row)
    for (const row of found.participants) if (row !== undefined) this.#keepParticipant(row)
    for (const row of found.messages) if (row !== undefined) this.#keepMessage(row)
  }

  /** Keeps messages that nobody asked for yet, unless they are kept as they are now. */
  learnAhead(messages: readonly MessageRecord[]): void {
    for (const row of messages)
      if (this.#messages.get(within(row.conversationKey, row.messageId)) === undefined) this.#keepMessage(row)
  }

  /** Follows a commit that was heard of. */
  follow(changes: Changes): void {
    const farReaching = [changes.users, changes.erasedUserKeys, changes.removedConversationKeys]
    if (farReaching.some((rows) => rows.length > 0)) {
      this.forget()
      return
    }
    const { newConversations, conversations, newParticipants, participants, newMessages, messages } = changes
    for (const row of [...newConversations, ...conversations]) this.#conversations.put(row.conversationId, row)
    for (const row of [...newParticipants, ...participants]) this.#keepParticipant(row)
    for (const row of [...newMessages, ...messages]) this.#keepMessage(row)
  }

  forget(): void {
    for (const rows of [this.#conversations, this.#participants, this.#messages]) rows.clear()
  }

  #keepParticipant(row: ParticipantRecord): void {
    const key = within(row.conversationKey, row.userId)
    if (row.delivered.length > MOST_BOUNDS || row.reopened.length > MOST_BOUNDS) this.#participants.delete(key)
    else this.#participants.put(key, row)
  }

  #keepMessage(row: MessageRecord): void {
    this.#messages.put(within(row.conversationKey, row.messageId), row)
  }
}
