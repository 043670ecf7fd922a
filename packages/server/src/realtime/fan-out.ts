import { type ConversationId, isIn, refuse, WINDOW_MAX } from '@tallymark/core'
import type { CatchUps } from '../engine/nodes/catch-ups.ts'
import type { ParticipantRecord } from '../engine/ports/records.ts'
import type { Reader } from '../engine/ports/store.ts'
import type { Timers } from '../engine/ports/timers.ts'
import type { Moved, Replica } from '../engine/replica/replica.ts'
import type { Replicas } from '../engine/replica/replicas.ts'
import type { FeedLimits } from './feed-limits.ts'
import { Frame } from './frame.ts'
import { loadProfiles, loadWindow } from './load-window.ts'
import { tellOwn } from './own-frames.ts'
import { OwnTurns } from './own-turns.ts'
import { Pace } from './pace.ts'
import { changeOf, type Known, snapshotOf } from './picture-frames.ts'
import type { Presence } from './presence.ts'
import { refusedFrame } from './refusals.ts'
import { SharedFrames } from './shared-frames.ts'
import { View, type Window } from './view.ts'
import type { Watch } from './watch.ts'
import { WatchIndex } from './watch-index.ts'
import { isAsAsked, windowOf } from './watched-window.ts'

/** What a fan-out works with. */
export interface FanOutParts {
  readonly reader: Reader
  readonly replicas: Replicas
  readonly epoch: string
  readonly timers: Timers
  readonly limits: FeedLimits
  /** How many nodes share the budget of the conversation. */
  readonly presence: Pick<Presence, 'count'>
  readonly catchUps: CatchUps
  readonly onFault: (fault: unknown) => void
}

/** How many watches are written to before the loop gets its turn. */
const SLICE = 100
/** How the budget is shared: by all, by those who are told before the others (FED5), and by one's own truths (FED10); the
 * rest is for what goes to all at once after a rest. */
const SHARES = { wide: 0.6, prompt: 0.125, own: 0.125 } as const
/** Below this share of the bound names come back (FED6). */
const NAMES_AGAIN = 0.8

/** Tells the watchers of one conversation: whose messages moved first, all others within the budget (FED3 to FED5). */
export class FanOut {
  readonly id: ConversationId
  readonly #parts: FanOutParts
  readonly #watches = new WatchIndex()
  readonly #wide: Pace
  readonly #prompt: Pace
  readonly #own: OwnTurns
  readonly #promptly = new Set<Watch>()
  readonly #shared = new SharedFrames()
  #isUnreadMoved = false
  #isSmall = true
  #hasNames = true

  constructor(id: ConversationId, parts: FanOutParts) {
    this.id = id
    this.#parts = parts
    this.#wide = new Pace(parts.timers, () => this.#tellAll(), parts.onFault)
    this.#prompt = new Pace(parts.timers, () => this.#tellPromptly(), parts.onFault)
    const tell = (watches: readonly Watch[]) => this.#tellOwn(watches)
    this.#own = new OwnTurns({ ...parts, tell, windowMs: () => this.#windowMs(this.count, SHARES.own) })
  }

  get count(): number {
    return this.#watches.count
  }

  watches(): ReadonlySet<Watch> {
    return this.#watches.all()
  }

  /** Takes a watch in, or anew after it moved: its first frame leaves as soon as it can be made. Rejects with what the store threw. */
  async admit(watch: Watch): Promise<void> {
    this.#watches.add(watch)
    await this.catchUp(watch)
  }

  /** Tells a watch that could not be told before (FED2). */
  async catchUp(watch: Watch): Promise<void> {
    if (!watch.isEnded) await this.#tell([watch], (slice) => this.#tellOwn(slice))
  }

  leave(watch: Watch): void {
    watch.isEnded = true
    this.#watches.delete(watch)
    this.#promptly.delete(watch)
    this.#own.leave(watch)
  }

  /** What others may see moved. */
  moved(replica: Replica, moved: Moved): void {
    if (moved.messages) this.#unreadMoved()
    for (const ordinal of moved.senders) for (const watch of this.#watches.of(ordinal)) this.#promptly.add(watch)
    if (replica.messages.count > 4 * WINDOW_MAX) this.#forgetMessages(replica)
    this.#ask()
  }

  /** A viewer's own truth moved. Others get to feel nothing of it, not even by the time when they are told (PRV3). */
  ownMoved(row: ParticipantRecord): void {
    for (const watch of this.#watches.of(row.ordinal)) {
      if (watch.truth?.conversationKey !== row.conversationKey) continue
      if ((watch.truth?.revision ?? row.revision) >= row.revision) continue
      watch.own = row
      watch.isOwnMoved = true
      this.#own.ask(watch)
    }
  }

  /** Something moved of which is not known what. */
  lost(): void {
    this.#unreadMoved()
    this.#ask()
  }

  /** The conversation is no more. */
  removed(): void {
    for (const watch of this.#watches.all())
      this.#dismiss(watch, watch.own === 'chat' ? 'unknown_conversation' : 'not_a_participant')
  }

  /** A user was erased. */
  erased(userKey: number): void {
    for (const watch of this.#watches.all())
      if (watch.truth?.userKey === userKey) this.#dismiss(watch, 'not_a_participant')
  }

  end(): void {
    this.#wide.end()
    this.#prompt.end()
    this.#own.end()
  }

  #unreadMoved(): void {
    this.#isUnreadMoved = true
    for (const watch of this.#watches.all()) watch.isOwnMoved = true
  }

  #ask(): void {
    if (!this.#wide.rests && this.#promptly.size > 0) this.#prompt.ask()
    this.#wide.ask()
  }

  async #tellAll(): Promise<number> {
    const watches = [...new Set([...this.#promptly, ...this.#watches.all()])]
    // What is unread moved for all, so all are told; own marks have turns of their own. How many of these moved does not count:
    // others could feel private reads by it (PRV3).
    const isUnreadMoved = this.#isUnreadMoved
    this.#isUnreadMoved = false
    try {
      const pictures = await this.#tell(watches, isUnreadMoved ? (slice) => this.#tellOwn(slice) : undefined)
      return this.#windowMs(pictures + (isUnreadMoved ? watches.length : 0), SHARES.wide)
    } catch (error) {
      this.#isUnreadMoved ||= isUnreadMoved
      throw error
    }
  }

  async #tellPromptly(): Promise<number> {
    const most = Math.max(1, Math.floor((this.#budget * SHARES.prompt * this.#parts.limits.windowMs) / 1_000))
    const frames = await this.#tell([...this.#promptly].slice(0, most))
    if (this.#promptly.size > 0) this.#prompt.ask()
    return this.#windowMs(frames, SHARES.prompt)
  }

  /** The frames a second that this node may send (NOD4). */
  get #budget(): number {
    return this.#parts.limits.budget / this.#parts.presence.count
  }

  /** How long to be silent after so many frames, so that the share of the budget is kept (FED4). */
  #windowMs(frames: number, share: number): number {
    return Math.max(this.#parts.limits.windowMs, (1_000 * frames) / (this.#budget * share))
  }

  /** Brings the pictures of watches up to date, and does something more with each slice of them. How many frames the pictures took. */
  async #tell(watches: readonly Watch[], withEach?: (slice: readonly Watch[]) => Promise<void>): Promise<number> {
    let frames = 0
    for (let i = 0; i < watches.length; i += SLICE) {
      if (i > 0) await new Promise<void>((resolve) => this.#parts.timers.soon(resolve))
      const slice = watches.slice(i, i + SLICE)
      for (const watch of slice) this.#promptly.delete(watch)
      try {
        for (const watch of slice) if (await this.#update(watch)) frames += 1
        await withEach?.(slice)
      } catch (error) {
        for (const watch of slice) if (!watch.isEnded) this.#promptly.add(watch)
        throw error
      }
    }
    return frames
  }

  async #tellOwn(watches: readonly Watch[]): Promise<void> {
    for (const watch of watches) watch.isPending ||= watch.watcher.isBehind
    if (!watches.some(({ isOwnMoved, truth }) => isOwnMoved && truth !== undefined)) return
    const replica = await this.#parts.replicas.get(this.id)
    if (replica === undefined) return
    await tellOwn(this.#parts.reader, () => (this.#parts.replicas.peek(this.id) ?? replica).conversation, watches)
  }

  /** Brings one watch up to date. Whether that took a frame. */
  async #update(watch: Watch): Promise<boolean> {
    const { isPending } = watch
    watch.isPending = watch.watcher.isBehind
    if (watch.isPending || watch.isEnded) return false
    // From here on nobody catches up for it, though all that comes with this is the picture.
    if (isPending && watch.isOwnMoved && watch.truth !== undefined) this.#own.ask(watch)
    const replica = await this.#replicaFor(watch)
    if (replica === undefined) {
      this.removed()
      return false
    }
    if (watch.isEnded) return false
    if (this.#isPast(replica, watch)) return this.#update(watch)
    if (!isKnownIn(replica, watch)) return this.#leftOrMissed(watch)
    const frame = this.#frameFor(watch, replica, watch.window as Window)
    if (frame !== undefined) watch.watcher.send(frame)
    return frame !== undefined
  }

  /** Ends a watch whose viewer the replica does not know to be in, unless the replica missed that it came, or is of another conversation (FED1, FED12). */
  async #leftOrMissed(watch: Watch): Promise<boolean> {
    const { reader, replicas } = this.#parts
    const { truth } = watch
    const found = await reader.find({ participants: truth === undefined ? [] : [[this.id, truth.userId]] })
    const [row] = found.participants
    const isSame = row?.conversationKey === truth?.conversationKey && row?.userKey === truth?.userKey
    if (row === undefined || !isSame || !isIn(row.member)) {
      this.#dismiss(watch, isSame ? 'left_conversation' : 'not_a_participant')
      return false
    }
    replicas.drop(this.id)
    this.lost()
    return this.#update(watch)
  }

  /**
   * The replica with all that a frame of the watch is made of; mostly at once. It may be given up in the meantime: then it is as it
   * was at its version, and what comes after that calls for another.
   */
  async #replicaFor(watch: Watch): Promise<Replica | undefined> {
    const { reader, replicas } = this.#parts
    const held = replicas.get(this.id)
    const replica = held instanceof Promise ? await held : held
    if (replica === undefined) return undefined
    for (;;) {
      const window = windowOf(watch, replica.conversation.head)
      const isMoved = window !== watch.window
      if (isMoved && watch.window !== undefined) watch.known = undefined
      watch.window = window
      const isLoaded = watch.loadedFor === replica && !isMoved
      const lacksProfiles = this.#namesOf(replica) && replica.profilesMissing.size > 0
      if (isLoaded && !lacksProfiles) return replica
      if (!isLoaded) await loadWindow(reader, replica, window)
      if (lacksProfiles) await loadProfiles(reader, replica)
      // Whoever asked for another window in the meantime has none now.
      if (watch.window === window) watch.loadedFor = replica
    }
  }

  /** Whether a telling that began later was faster, by a replica that was loaded since; one that is still there is as new as can be. */
  #isPast(replica: Replica, { newest }: Watch): boolean {
    if (this.#parts.replicas.peek(this.id) === replica) return false
    return newest?.epoch === this.#epochOf(replica) && newest.version > replica.version
  }

  /** Whether frames carry names, with hysteresis (FED6). */
  #namesOf({ settings, memberCount }: Replica): boolean {
    const bound = this.#parts.limits.namesUpTo
    this.#isSmall = this.#isSmall ? memberCount <= bound : memberCount < NAMES_AGAIN * bound
    this.#hasNames = this.#isSmall && settings.visibility !== 'counts'
    return this.#hasNames
  }

  #frameFor(watch: Watch, replica: Replica, window: Window): Frame | undefined {
    const view = new View(replica, watch.looker, window)
    const { version } = replica
    const hasNames = this.#hasNames
    const epoch = this.#epochOf(replica)
    const resumed = watch.known === undefined ? this.#resumed(watch, window) : undefined
    const known = this.#usable(watch.known ?? resumed, watch, replica)
    watch.asked = { from: watch.asked.from, to: watch.asked.to }
    watch.known = { epoch, told: version, seen: version, hasNames }
    watch.newest = { epoch, version }
    if (known === undefined)
      return this.#shared.of(replica, `whole ${view.key}`, () => snapshotOf(replica, view, epoch, hasNames))
    const change = this.#shared.of(replica, `${known.told} ${known.seen} ${view.key}`, () =>
      changeOf(replica, view, hasNames, known),
    )
    if (change !== undefined) return change
    if (resumed !== undefined) return this.#nothingSince(known.told, replica)
    watch.known = { epoch, told: known.told, seen: version, hasNames }
    return undefined
  }

  /** Says that a picture is right as it is. */
  #nothingSince(since: number, { version, conversation }: Replica): Frame {
    return new Frame({ type: 'change', conversationId: this.id, since, version, head: conversation.head })
  }

  /** The name of the history of this very conversation: another one may come to have its id, and the same version. */
  #epochOf({ key }: Replica): string {
    return `${this.#parts.epoch}.${key}`
  }

  /** What a viewer says that it holds, if that is of this window (FED9). */
  #resumed({ asked }: Watch, window: Window): Watch['known'] {
    const { since } = asked
    if (since === undefined || !isAsAsked(window, asked)) return undefined
    return { epoch: since.epoch, told: since.version, seen: since.version, hasNames: since.names }
  }

  /** What a viewer holds, if a change can be put on it (FED9). */
  #usable(known: Watch['known'], { looker }: Watch, replica: Replica): Known | undefined {
    if (known === undefined || known.epoch !== this.#epochOf(replica)) return undefined
    if (known.hasNames !== this.#hasNames || known.seen > replica.version) return undefined
    const memberMovedAt = looker === 'chat' ? 0 : (replica.member(looker)?.memberMovedAt ?? 0)
    return known.seen >= Math.max(replica.baseVersion, replica.resetAt, memberMovedAt) ? known : undefined
  }

  #dismiss(watch: Watch, code: 'unknown_conversation' | 'not_a_participant' | 'left_conversation'): void {
    if (watch.isEnded) return
    this.leave(watch)
    watch.watcher.dismiss(watch, refusedFrame(refuse(code), { conversationId: this.id }))
  }

  #forgetMessages(replica: Replica): void {
    const windows = [...this.#watches.all()].flatMap(({ window }) => window ?? [])
    replica.messages.keepOnly((seq) => windows.some(({ from, to }) => seq >= from && seq <= to))
  }
}

/** Whether a replica is of the conversation that its viewer was let into, and knows it to be in; keys tell nothing of which one was first. */
const isKnownIn = (replica: Replica, { looker, truth }: Watch): boolean =>
  looker === 'chat' || (truth?.conversationKey === replica.key && replica.member(looker) !== undefined)
