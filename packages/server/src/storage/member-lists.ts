import type { ConversationId } from '@tallymark/core'
import type { MemberRecord } from '../engine/ports/records.ts'
import type { Changes } from '../engine/ports/store.ts'

/** What a list of members was read from. */
export interface MembersSource {
  /** The conversation's key, 0 if it is not there. */
  readonly key: number
  /** A number that is another one once somebody has written what the list may not show yet. */
  readonly writes: number
  /** Of the last commit, where the store knows: another one may come to the same number in a database that has lost some. */
  readonly stamp?: number
}

/** A list of members and what it was read from. */
export interface MemberList {
  readonly source: MembersSource
  readonly members: readonly MemberRecord[]
}

/** How many members all lists together may have, each list counted as one more: those of conversations that all have left take memory too. */
const MOST_MEMBERS = 100_000

/**
 * The lists of members that were asked for lately. A list goes when a commit of ours touches its participants; whoever uses one
 * asks the database first whether its source is still the same.
 */
export class MemberLists {
  readonly #lists = new Map<ConversationId, MemberList>()
  readonly #idOf = new Map<number, ConversationId>()
  #members = 0

  get(conversation: ConversationId): MemberList | undefined {
    return this.#lists.get(conversation)
  }

  /** Keeps a list, and lets go of the oldest ones where they are too much together. */
  put(conversation: ConversationId, list: MemberList): void {
    this.#drop(conversation)
    this.#lists.set(conversation, list)
    this.#idOf.set(list.source.key, conversation)
    this.#members += 1 + list.members.length
    for (const oldest of this.#lists.keys()) {
      if (this.#members <= MOST_MEMBERS) return
      this.#drop(oldest)
    }
  }

  /** Follows a commit that was heard of. */
  follow(changes: Changes): void {
    const farReaching = [changes.users, changes.erasedUserKeys, changes.removedConversationKeys]
    if (farReaching.some((rows) => rows.length > 0)) this.forget()
    for (const rows of [changes.newParticipants, changes.participants])
      for (const { conversationKey } of rows) this.#drop(this.#idOf.get(conversationKey))
  }

  forget(): void {
    this.#lists.clear()
    this.#idOf.clear()
    this.#members = 0
  }

  #drop(conversation: ConversationId | undefined): void {
    const list = conversation === undefined ? undefined : this.#lists.get(conversation)
    if (conversation === undefined || list === undefined) return
    this.#members -= 1 + list.members.length
    this.#lists.delete(conversation)
    this.#idOf.delete(list.source.key)
  }
}
