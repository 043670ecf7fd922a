import type { Bus } from '../ports/bus.ts'
import type { Changes } from '../ports/store.ts'
import type { Timers } from '../ports/timers.ts'
import type { Replicas } from '../replica/replicas.ts'
import type { CatchUps } from './catch-ups.ts'
import type { CommitFollower } from './commit-follower.ts'
import { type ConversationNotice, noticeOf } from './notice.ts'
import { beginningOf, heardIn, noticeTexts, presenceText } from './notice-text.ts'

/** This node among the others of its installation. */
export interface NodeOptions {
  /** Its name: one that no other node has, nor this one had before it was started anew. */
  readonly name: string
  readonly bus: Bus
}

/** What the nodes of an installation work with. */
export interface NodesParts {
  readonly self: NodeOptions | undefined
  readonly replicas: Replicas
  readonly catchUps: CatchUps
  readonly followers: ReadonlySet<CommitFollower>
  /** Hears that commits of others may have gone unheard. */
  readonly missed: () => void
  readonly timers: Timers
}

/** For how long all is told of, in milliseconds, until the others have surely said whether they are there: they do every two seconds. */
const UNSURE_MS = 3_000

/** The nodes that serve one database: tells the others of commits, and hears of theirs (NOD2). */
export class Nodes {
  readonly #parts: NodesParts
  /** Until when others are taken to serve feeds, by name. */
  readonly #there = new Map<string, number>()
  #unsureUntil: number
  readonly #stop: () => void
  readonly #ownBeginning: string

  constructor(parts: NodesParts) {
    this.#parts = parts
    this.#unsureUntil = parts.timers.now() + UNSURE_MS
    this.#ownBeginning = beginningOf(parts.self?.name ?? '')
    this.#stop =
      parts.self?.bus.listen({
        heard: (text) => this.#heard(text),
        mayHaveMissed: () => {
          this.#unsureUntil = parts.timers.now() + UNSURE_MS
          parts.missed()
        },
      }) ?? (() => undefined)
  }

  /** Tells the others of a commit, if any of them may serve feeds: nobody else has use for it. */
  committed(changes: Changes): void {
    const { self, timers } = this.#parts
    if (self === undefined || (this.count === 1 && timers.now() >= this.#unsureUntil)) return
    for (const text of noticeTexts(self.name, noticeOf(changes), self.bus.maxBytes)) self.bus.send(text)
  }

  /** Says to the others that this node serves feeds, and will say so again within so many milliseconds; 0 if it no longer does. */
  say(againMs: number): void {
    const { self } = this.#parts
    self?.bus.send(presenceText(self.name, againMs))
  }

  /** How many nodes serve feeds now, this one taken to be among them (NOD4). */
  get count(): number {
    if (this.#there.size === 0) return 1
    const now = this.#parts.timers.now()
    for (const [node, until] of this.#there) if (until <= now) this.#there.delete(node)
    return 1 + this.#there.size
  }

  stop(): void {
    this.#stop()
  }

  #heard(text: string): void {
    if (text.startsWith(this.#ownBeginning)) return
    const heard = heardIn(text)
    if (heard === undefined) return
    const { node, againMs, isRemoval } = heard
    if (againMs !== undefined) this.#there.set(node, this.#parts.timers.now() + againMs)
    if (isRemoval) this.#parts.missed()
    for (const notice of heard.conversations) if (this.#concerns(notice)) this.#parts.catchUps.heard(notice)
  }

  #concerns(notice: ConversationNotice): boolean {
    const { replicas, followers } = this.#parts
    if (replicas.mayHold(notice.key)) return true
    for (const follower of followers) if (follower.follows(notice)) return true
    return false
  }
}
