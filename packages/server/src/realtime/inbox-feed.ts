import {
  type ConversationId,
  EMPTY,
  INBOX_MAX,
  type InboxFrame,
  type InboxPart,
  isIn,
  type UserId,
} from '@tallymark/core'
import type { ConversationRecord, ParticipantRecord } from '../engine/ports/records.ts'
import type { Participation, Reader } from '../engine/ports/store.ts'
import type { Timers } from '../engine/ports/timers.ts'
import { type Unread, unreadOf } from '../engine/use-cases/get-unread.ts'
import { Frame } from './frame.ts'
import { Pace } from './pace.ts'

/** The shortest time between two frames of an inbox, in milliseconds. */
const WINDOW_MS = 250
/** How many conversations are counted in one question to the store. */
const COUNTED_AT_ONCE = 128

/** Where the frames of an inbox go. */
export interface InboxFollower {
  readonly isBehind: boolean
  send(frame: Frame): void
}

/** What an inbox feed works with. */
export interface InboxFeedParts {
  readonly reader: Reader
  readonly timers: Timers
  readonly onFault: (fault: unknown) => void
  /** Hears of a conversation, by the store's key, that concerns an inbox no more. */
  readonly forgotten: (key: number, feed: InboxFeed) => void
}

/** One user's inbox, for all of its connections that follow it (FED13). */
export class InboxFeed {
  readonly userId: UserId
  readonly #parts: InboxFeedParts
  readonly #pace: Pace
  /** Whether a follower needs all of it, because it holds nothing or missed something. */
  readonly #followers = new Map<InboxFollower, { needsWhole: boolean }>()
  readonly #participations = new Map<ConversationId, Participation>()
  readonly #ids = new Map<number, ConversationId>()
  readonly #entries = new Map<ConversationId, Unread>()
  readonly #moved = new Set<ConversationId>()
  /** Where the user may have left in a commit that went unheard: looked up before anything more is told of them (FED8). */
  readonly #unsure = new Set<ConversationId>()
  #hasBegun = false

  constructor(userId: UserId, parts: InboxFeedParts) {
    this.userId = userId
    this.#parts = parts
    this.#pace = new Pace(parts.timers, () => this.#tell(), parts.onFault)
  }

  get followers(): number {
    return this.#followers.size
  }

  /** Whether it knows what the store said, so that there is something to tell. */
  get hasBegun(): boolean {
    return this.#hasBegun
  }

  begin(): void {
    this.#hasBegun = true
    this.#ask()
  }

  /** The store's keys of the conversations that the user is or was in. */
  keys(): Iterable<number> {
    return this.#ids.keys()
  }

  /** The user's number in a conversation that it is in. */
  ordinalIn(key: number): number | undefined {
    const id = this.#ids.get(key)
    return id === undefined ? undefined : this.#participations.get(id)?.participant.ordinal
  }

  follow(follower: InboxFollower): void {
    this.#followers.set(follower, { needsWhole: true })
    this.#ask()
  }

  unfollow(follower: InboxFollower): void {
    this.#followers.delete(follower)
  }

  /** Tells a follower that could not be told before (FED2). */
  catchUp(follower: InboxFollower): void {
    if (this.#followers.get(follower)?.needsWhole === true) this.#ask()
  }

  end(): void {
    this.#pace.end()
  }

  /** Takes what the store says of the user: all conversations that it is or was in. */
  compare(participations: readonly Participation[]): void {
    const keys = new Set(participations.map(({ conversation }) => conversation.key))
    for (const key of this.#ids.keys()) if (!keys.has(key)) this.removed(key)
    for (const participation of participations) this.#take(participation)
  }

  /** Something of a conversation moved: messages of it, or the user's part in it. What is known of the user's part is sure if it is not older than `completeSince`. */
  moved(
    key: number,
    conversation: ConversationRecord | undefined,
    participant: ParticipantRecord | undefined,
    completeSince = 0,
  ): void {
    const id = conversation?.conversationId ?? this.#ids.get(key)
    const held = id === undefined ? undefined : this.#participations.get(id)
    // Of another conversation that has or had the id nothing goes with this one.
    const known = held?.conversation.key === key ? held : undefined
    const after = { conversation: conversation ?? known?.conversation, participant: participant ?? known?.participant }
    if (after.conversation === undefined || after.participant === undefined) return
    if (participant === undefined && known !== undefined && known.conversation.version < completeSince)
      this.#unsure.add(known.conversation.conversationId)
    this.#take({ conversation: after.conversation, participant: after.participant })
  }

  /** A conversation is no more, or the user's part in it. */
  removed(key: number): void {
    const id = this.#ids.get(key)
    const known = id === undefined ? undefined : this.#participations.get(id)
    if (this.#ids.delete(key)) this.#parts.forgotten(key, this)
    if (known?.conversation.key === key) this.#put({ ...known, participant: { ...known.participant, member: EMPTY } })
  }

  /** A user was erased: if it is this one, it is in no conversation any more. */
  erased(userKey: number): void {
    for (const { conversation, participant } of [...this.#participations.values()])
      if (participant.userKey === userKey) this.removed(conversation.key)
  }

  /** Takes a participation, unless what is known is newer: what comes late or twice takes nothing back. */
  #take({ conversation, participant }: Participation): void {
    const known = this.#participations.get(conversation.conversationId)
    const isOther =
      known === undefined ||
      known.conversation.key !== conversation.key ||
      known.participant.userKey !== participant.userKey ||
      known.participant.ordinal !== participant.ordinal ||
      // One that was taken for gone by a look that was older than this.
      (!this.#ids.has(conversation.key) && participant.revision >= known.participant.revision)
    if (isOther) {
      this.#put({ conversation, participant })
      return
    }
    const isLater = conversation.version > known.conversation.version
    const isMoved = participant.revision > known.participant.revision
    if (!isLater && !isMoved) return
    this.#put({
      conversation: isLater ? conversation : known.conversation,
      participant: isMoved ? participant : known.participant,
    })
  }

  #put(participation: Participation): void {
    const { conversation, participant } = participation
    this.#participations.set(conversation.conversationId, participation)
    if (isIn(participant.member)) this.#ids.set(conversation.key, conversation.conversationId)
    this.#moved.add(conversation.conversationId)
    this.#ask()
  }

  #ask(): void {
    if (this.#hasBegun) this.#pace.ask()
  }

  async #tell(): Promise<number> {
    const ids = [...this.#moved]
    this.#moved.clear()
    let changed: readonly ConversationId[]
    try {
      await this.#ascertain()
      changed = await this.#count(ids)
    } catch (error) {
      for (const id of ids) this.#moved.add(id)
      // Some may be counted anew already, of which nobody was told.
      for (const state of this.#followers.values()) state.needsWhole = true
      throw error
    }
    this.#send(changed)
    return WINDOW_MS
  }

  /** Looks up what the user's part really is where that is not sure. */
  async #ascertain(): Promise<void> {
    const ids = [...this.#unsure]
    if (ids.length === 0) return
    const pairs = ids.map((id) => [id, this.userId] as const)
    const found = await this.#parts.reader.find({ conversations: ids, participants: pairs })
    ids.forEach((id, i) => {
      const [conversation, participant] = [found.conversations[i], found.participants[i]]
      this.#unsure.delete(id)
      if (conversation !== undefined && participant !== undefined) this.#take({ conversation, participant })
      else this.removed(this.#participations.get(id)?.conversation.key ?? 0)
    })
  }

  #send(changed: readonly ConversationId[]): void {
    const parts = changed.flatMap((id) => this.#part(id))
    const cleared = changed.filter((id) => !this.#entries.has(id))
    const isTooMuch = parts.length > INBOX_MAX || cleared.length > INBOX_MAX
    const change = changed.length === 0 || isTooMuch ? undefined : new Frame(this.#frame(false, parts, cleared))
    let whole: Frame | undefined
    for (const [follower, state] of this.#followers) {
      if (follower.isBehind) {
        state.needsWhole ||= changed.length > 0
        continue
      }
      if (state.needsWhole || (isTooMuch && changed.length > 0)) {
        whole ??= new Frame(this.#frame(true, this.#all(), []))
        follower.send(whole)
      } else if (change !== undefined) follower.send(change)
      state.needsWhole = false
    }
  }

  /** Counts anew in these conversations. The ids of those whose entry changed. */
  async #count(ids: readonly ConversationId[]): Promise<readonly ConversationId[]> {
    const changed: ConversationId[] = []
    for (let i = 0; i < ids.length; i += COUNTED_AT_ONCE) {
      const some = ids.slice(i, i + COUNTED_AT_ONCE).flatMap((id) => this.#participations.get(id) ?? [])
      const inNow = some.filter(({ participant }) => isIn(participant.member))
      const unread = new Map((await unreadOf(this.#parts.reader, inNow)).map((one, j) => [inNow[j], one]))
      for (const participation of some) {
        const id = participation.conversation.conversationId
        if (this.#enter(id, unread.get(participation))) changed.push(id)
      }
    }
    return changed
  }

  /** Whether that changed what the inbox says of a conversation. */
  #enter(id: ConversationId, unread: Unread | undefined): boolean {
    const before = this.#entries.get(id)
    if (unread === undefined || unread.unreadCount === 0) return this.#entries.delete(id)
    this.#entries.set(id, unread)
    return (
      before?.unreadCount !== unread.unreadCount ||
      before.firstUnreadMessageId !== unread.firstUnreadMessageId ||
      before.lastReadMessageId !== unread.lastReadMessageId ||
      before.markedUnread !== unread.markedUnread
    )
  }

  #all(): readonly InboxPart[] {
    return [...this.#entries.keys()]
      .sort()
      .slice(0, INBOX_MAX)
      .flatMap((id) => this.#part(id))
  }

  #part(conversationId: ConversationId): readonly InboxPart[] {
    const entry = this.#entries.get(conversationId)
    if (entry === undefined) return []
    const { unreadCount, firstUnreadMessageId, lastReadMessageId, markedUnread } = entry
    return [{ conversationId, unreadCount, firstUnreadMessageId, lastReadMessageId, markedUnread }]
  }

  #frame(whole: boolean, conversations: readonly InboxPart[], cleared: readonly string[]): InboxFrame {
    let unreadMessages = 0
    for (const { unreadCount } of this.#entries.values()) unreadMessages += unreadCount
    return {
      type: 'inbox',
      whole,
      unreadMessages,
      unreadConversations: this.#entries.size,
      conversations,
      ...(cleared.length > 0 && { cleared }),
    }
  }
}
