import {
  type Change,
  type ClientFrame,
  EMPTY,
  has,
  intersect,
  isEmpty,
  type Own,
  type Refused,
  range,
  type SeqSet,
  type Snapshot,
  size,
  subtract,
  union,
} from '@tallymark/core'
import type { Mark } from '../marks/mark.ts'
import type { SettledMark } from '../marks/outbox.ts'
import type { Timers } from '../ports/timers.ts'
import { type ConversationSnapshot, NO_CONVERSATION } from '../views/conversation-snapshot.ts'
import { OwnTruth } from './own-truth.ts'
import { Picture } from './picture.ts'
import { summaryOf } from './summary-of.ts'
import { isSameWindow, type Window, windowOver } from './window.ts'

/** For how long what arrives is gathered before it is marked as delivered (CLT6). */
const GATHER_MS = 250
/** How long to wait before a watch that was refused for now is asked for again, where the refusal does not say. */
const AGAIN_MS = 5_000

/** What a watch needs of the hub that it is part of. */
export interface WatchDesk {
  readonly timers: Timers
  readonly userId: string
  readonly isAuto: boolean
  /** Sends, if there is a connection. */
  send(frame: ClientFrame): void
  show(conversationId: string, snapshot: ConversationSnapshot): void
  mark(mark: Mark): void
  /** The marks of this conversation that are on the way. */
  onTheWay(conversationId: string): readonly Mark[]
}

/** One conversation that is watched, for all tabs together: its picture, and one's own truth in it. */
export class Watch {
  /** By tab; who asked last stands last. */
  readonly windows = new Map<string, Window>()
  readonly #conversationId: string
  readonly #desk: WatchDesk
  #picture: Picture | undefined
  #own: OwnTruth | undefined
  #refusal: ConversationSnapshot['refusal'] = null
  #isLive = false
  /** Only a snapshot can bring the picture up to date. */
  #needsSnapshot = true
  #isOwnAsked = false
  /** What was marked as delivered by itself: never twice, since it may have been refused. */
  #gathered: SeqSet = EMPTY
  #offGather: (() => void) | undefined
  #offAgain: (() => void) | undefined

  constructor(conversationId: string, desk: WatchDesk) {
    this.#conversationId = conversationId
    this.#desk = desk
  }

  get picture(): Picture | undefined {
    return this.#picture
  }

  get member(): SeqSet | undefined {
    return this.#own?.sets.member
  }

  /** A tab looks, at this window. */
  watch(tab: string, window?: Window): void {
    const before = this.#window()
    this.windows.delete(tab)
    if (window) this.windows.set(tab, window)
    const now = this.#window()
    if (!this.#refusal && before && isSameWindow(before, now)) this.show()
    else this.#askAnew()
  }

  /** Asks the server for what is missing: all since the picture that is held, or all (FED9). */
  ask(): void {
    this.#isOwnAsked = true
    const { from, to } = this.#window() ?? {}
    const picture = this.#needsSnapshot ? undefined : this.#picture
    // A picture that came after the window had moved is of another one.
    const held = picture?.to === (to ?? null) && (from ?? picture.from) === picture.from ? picture : undefined
    const since = held && { epoch: held.epoch, version: held.version, names: held.people !== null }
    this.#needsSnapshot = !held
    this.#desk.send({
      type: 'watch',
      conversationId: this.#conversationId,
      from: held?.from ?? from,
      to,
      since,
    } as ClientFrame)
  }

  /** The connection is not there: what is shown may be old. */
  stale(): void {
    this.#isLive = false
    this.show()
  }

  /** Takes what the server says of this conversation. */
  hear(frame: Snapshot | Change | Own | Refused): void {
    switch (frame.type) {
      case 'snapshot':
        this.#hearSnapshot(frame)
        break
      case 'change':
        if (this.#needsSnapshot) return
        if (this.#picture?.apply(frame)) this.#isLive = true
        else this.#askAnew()
        break
      case 'own':
        this.#hearOwn(frame)
        break
      case 'refused':
        this.#hearRefused(frame)
    }
    this.show()
    this.#gather()
  }

  /** A mark is durable. */
  settle(settled: SettledMark): void {
    this.#own = this.#own?.with(settled)
  }

  /** Shows all that is known now. */
  show(): void {
    const picture = this.#picture
    const refusal = this.#refusal
    if (!picture && !refusal) return
    const { version, head, from, to, people } = picture ?? NO_CONVERSATION
    this.#desk.show(this.#conversationId, {
      state: refusal ? 'refused' : this.#isLive ? 'live' : 'stale',
      refusal,
      version,
      head,
      from,
      to,
      messages: picture ? [...picture.messages.values()].map((message) => summaryOf(message, picture)) : [],
      people: people && [...people.values()],
      own: picture ? this.#ownNow(picture) : null,
    })
  }

  /** Ends what waits. */
  close(): void {
    this.#offGather?.()
    this.#offAgain?.()
  }

  #askAnew(): void {
    this.#needsSnapshot = true
    this.ask()
  }

  #window(): Window | undefined {
    return windowOver([...this.windows.values()], this.#picture?.head)
  }

  /**
   * What was asked for is so, even where one's part began anew and counts from the start, when answers to earlier marks are of the part before; what
   * comes by itself may be late.
   */
  #hearOwn(frame: Own): void {
    const before = this.#own?.said.revision ?? 0
    const isAnew = this.#isOwnAsked && frame.revision <= before
    if (!isAnew && frame.revision < before) return
    this.#isOwnAsked = false
    this.#own = new OwnTruth(frame, isAnew ? [] : this.#own?.settled)
  }

  #hearSnapshot(frame: Snapshot): void {
    const before = this.#window()
    if (this.#picture && this.#picture.epoch !== frame.epoch) {
      // Another conversation has the id now.
      this.#own = undefined
      this.#gathered = EMPTY
    }
    this.#picture = new Picture(frame)
    this.#refusal = null
    const now = this.#window()
    // Once the newest message is known, the windows of several tabs may fit together.
    this.#needsSnapshot = !isSameWindow(before, now)
    this.#isLive = !this.#needsSnapshot
    if (this.#needsSnapshot) this.ask()
  }

  #hearRefused({ code, detail, retry, retryAfterMs = AGAIN_MS }: Refused): void {
    this.#refusal = { code, detail }
    this.#picture = this.#own = undefined
    this.#gathered = EMPTY
    this.#needsSnapshot = true
    this.#offAgain?.()
    if (retry) this.#offAgain = this.#desk.timers.after(retryAfterMs, () => this.ask())
  }

  #ownNow(picture: Picture): ConversationSnapshot['own'] {
    const { userId } = this.#desk
    return this.#own?.after(this.#desk.onTheWay(this.#conversationId), picture, userId) ?? null
  }

  /** What has arrived and is not known to be delivered; nothing if that is only what one sent (RCP7). */
  #arrived(picture: Picture): SeqSet {
    const own = this.#ownNow(picture)
    if (!own) return EMPTY
    const arrived = subtract(intersect(own.member, range(1, picture.head)), union(own.delivered, this.#gathered))
    const sent = [...picture.messages.values()].filter(
      ({ seq, senderId }) => senderId === this.#desk.userId && has(arrived, seq),
    )
    return sent.length === size(arrived) ? EMPTY : arrived
  }

  #gather(): void {
    const { timers, isAuto, mark } = this.#desk
    if (this.#offGather || !isAuto || !this.#picture || isEmpty(this.#arrived(this.#picture))) return
    this.#offGather = timers.after(GATHER_MS, () => {
      this.#offGather = undefined
      const seqs = this.#picture ? this.#arrived(this.#picture) : EMPTY
      if (isEmpty(seqs)) return
      this.#gathered = union(this.#gathered, seqs)
      mark({ conversationId: this.#conversationId, kind: 'delivered', isPrivate: false, seqs })
    })
  }
}
