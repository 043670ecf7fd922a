import type { UserId } from '@tallymark/core'
import type { ConversationNotice } from '../engine/nodes/notice.ts'
import type { ConversationRecord } from '../engine/ports/records.ts'
import type { Changes } from '../engine/ports/store.ts'
import type { Timer } from '../engine/ports/timers.ts'
import { byConversation } from '../engine/replica/conversation-changes.ts'
import { InboxFeed, type InboxFeedParts, type InboxFollower } from './inbox-feed.ts'

/** How many inboxes are compared with the store at a time. */
const COMPARED_AT_ONCE = 64
/** How long to wait before a store that failed is asked again, in milliseconds. */
const RETRY_MS = 1_000

/** A commit, or all that became of one conversation since a version. */
interface Heard {
  readonly changes: Changes
  readonly since: number | undefined
}

/** The inboxes that anybody follows. */
export class InboxFeeds {
  readonly #parts: Omit<InboxFeedParts, 'forgotten'>
  readonly #byUser = new Map<UserId, InboxFeed>()
  readonly #retries = new Map<InboxFeed, Timer>()
  /** Those of users who are or were in a conversation, by the store's key. */
  readonly #byKey = new Map<number, Set<InboxFeed>>()
  /** Of each of these conversations, between which versions nothing went unheard. */
  readonly #stretches = new Map<number, { since: number; upTo: number }>()
  /** Commits that were heard of while an inbox was being loaded. */
  readonly #missed = new Map<InboxFeed, Heard[]>()

  constructor(parts: Omit<InboxFeedParts, 'forgotten'>) {
    this.#parts = parts
  }

  get count(): number {
    return this.#byUser.size
  }

  /** Begins to tell a follower; a store that fails is asked again until it answers. */
  follow(userId: UserId, follower: InboxFollower): void {
    const feed = this.#byUser.get(userId) ?? this.#begin(userId)
    feed.follow(follower)
  }

  unfollow(userId: UserId, follower: InboxFollower): void {
    const feed = this.#byUser.get(userId)
    feed?.unfollow(follower)
    if (feed?.followers === 0) this.#end(feed)
  }

  catchUp(userId: UserId, follower: InboxFollower): void {
    this.#byUser.get(userId)?.catchUp(follower)
  }

  /** Moves by a commit, or by all that became of one conversation since a version. */
  committed(changes: Changes, since?: number): void {
    if (this.#byUser.size === 0) return
    for (const missed of this.#missed.values()) missed.push({ changes, since })
    this.#apply({ changes, since }, undefined)
  }

  /** Whether what another process committed moves an inbox that somebody follows: messages, the user's own part, or a conversation that is new to it. */
  follows({ key, headBefore, ordinals, cameIn }: ConversationNotice): boolean {
    if (cameIn.some((userId) => this.#byUser.has(userId))) return true
    const feeds = this.#byKey.get(key)
    if (feeds === undefined) return false
    if (headBefore !== null || ordinals === null) return true
    for (const feed of feeds) if (ordinals.includes(feed.ordinalIn(key) ?? 0)) return true
    return false
  }

  /** Compares with the store, some at a time (FED1). */
  async compare(): Promise<void> {
    const some = [...this.#byUser.values()].slice(0, COMPARED_AT_ONCE)
    for (const feed of some) {
      // Those that were compared go to the end of the queue.
      if (this.#byUser.delete(feed.userId)) this.#byUser.set(feed.userId, feed)
    }
    for (const feed of some) if (this.#byUser.get(feed.userId) === feed && feed.hasBegun) await this.#load(feed)
  }

  end(): void {
    for (const feed of [...this.#byUser.values()]) this.#end(feed)
  }

  #begin(userId: UserId): InboxFeed {
    const forgotten = (key: number, of: InboxFeed): void => this.#forget(key, of)
    const feed = new InboxFeed(userId, { ...this.#parts, forgotten })
    this.#byUser.set(userId, feed)
    void this.#loadFirst(feed)
    return feed
  }

  async #loadFirst(feed: InboxFeed): Promise<void> {
    const { timers, onFault } = this.#parts
    try {
      await this.#load(feed)
      feed.begin()
    } catch (fault) {
      onFault(fault)
      if (this.#byUser.get(feed.userId) !== feed) return
      this.#retries.set(
        feed,
        timers.after(RETRY_MS, () => void this.#loadFirst(feed)),
      )
    }
  }

  async #load(feed: InboxFeed): Promise<void> {
    const missed: Heard[] = []
    this.#missed.set(feed, missed)
    const found = await this.#parts.reader.find({ participationsOf: [feed.userId] }).finally(() => {
      if (this.#missed.get(feed) === missed) this.#missed.delete(feed)
    })
    if (this.#byUser.get(feed.userId) !== feed) return
    feed.compare(found.participationsOf[0] ?? [])
    for (const key of feed.keys()) this.#index(key, feed)
    for (const heard of missed) this.#apply(heard, feed)
  }

  /** Tells all feeds that a commit concerns, or one of them. */
  #apply({ changes, since }: Heard, only: InboxFeed | undefined): void {
    for (const key of changes.removedConversationKeys)
      for (const feed of this.#byKey.get(key) ?? []) if (isMeant(feed, only)) feed.removed(key)
    // First: whoever came anew under the same id is another one.
    for (const userKey of changes.erasedUserKeys)
      for (const feed of this.#byUser.values()) if (isMeant(feed, only)) feed.erased(userKey)
    for (const [key, of] of byConversation(changes)) {
      const hasMessages = of.newMessages.length > 0 || of.messages.length > 0
      for (const row of of.participants) {
        const feed = this.#byUser.get(row.userId)
        if (feed === undefined || !isMeant(feed, only)) continue
        feed.moved(key, of.conversation, row)
        this.#index(key, feed)
      }
      const completeSince = this.#stretch(key, of.conversation, since)
      if (hasMessages)
        for (const feed of this.#byKey.get(key) ?? [])
          if (isMeant(feed, only)) feed.moved(key, of.conversation, undefined, completeSince)
    }
  }

  /** Since which version all that became of a conversation was heard of. */
  #stretch(key: number, conversation: ConversationRecord | undefined, since: number | undefined): number {
    const known = this.#stretches.get(key)
    if (conversation === undefined || !this.#byKey.has(key)) return known?.since ?? 0
    const { version } = conversation
    const before = since ?? version - 1
    if (known === undefined || before > known.upTo) this.#stretches.set(key, { since: before, upTo: version })
    else known.upTo = Math.max(known.upTo, version)
    return this.#stretches.get(key)?.since ?? 0
  }

  #index(key: number, feed: InboxFeed): void {
    const feeds = this.#byKey.get(key)
    if (feeds === undefined) this.#byKey.set(key, new Set([feed]))
    else feeds.add(feed)
  }

  #forget(key: number, feed: InboxFeed): void {
    const feeds = this.#byKey.get(key)
    feeds?.delete(feed)
    if (feeds?.size !== 0) return
    this.#byKey.delete(key)
    this.#stretches.delete(key)
  }

  #end(feed: InboxFeed): void {
    feed.end()
    this.#retries.get(feed)?.cancel()
    this.#retries.delete(feed)
    this.#missed.delete(feed)
    if (this.#byUser.get(feed.userId) === feed) this.#byUser.delete(feed.userId)
    for (const key of feed.keys()) this.#forget(key, feed)
  }
}

const isMeant = (feed: InboxFeed, only: InboxFeed | undefined): boolean => only === undefined || feed === only
