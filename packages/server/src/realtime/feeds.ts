import type { UserId } from '@tallymark/core'
import type { Access } from '../access/access.ts'
import type { Engine } from '../engine/engine.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Store } from '../engine/ports/store.ts'
import type { Timer, Timers } from '../engine/ports/timers.ts'
import { FanOuts } from './fan-outs.ts'
import { type ConnectionOwner, FeedConnection, type KnownClient } from './feed-connection.ts'
import type { FeedLimits } from './feed-limits.ts'
import type { FeedParts } from './feed-parts.ts'
import { InboxFeeds } from './inbox-feeds.ts'
import type { Pipe } from './pipe.ts'
import { Presence } from './presence.ts'

/** What the feeds of a server are made of. */
export interface FeedsParts {
  readonly engine: Engine
  readonly store: Store
  readonly clock: Clock
  readonly timers: Timers
  /** A number from 0 up to but not including 1. */
  readonly random: () => number
  readonly limits: FeedLimits
  readonly access: Access
  readonly onFault: (fault: unknown) => void
}

/** How often times that have run out are looked for, in milliseconds. */
const CHECK_MS = 500
/** Over how long those who are sent away when the server stops come back, in milliseconds, and per connection (CON7). */
const RETURN_LEAST_MS = 1_000
const RETURN_EACH_MS = 2

/** All feeds of a server: the connections, and what they watch. */
export class Feeds implements ConnectionOwner {
  readonly #parts: FeedParts
  readonly #engine: Engine
  readonly #random: () => number
  readonly #connections = new Set<FeedConnection>()
  readonly #perUser = new Map<UserId, number>()
  readonly #counted = { unknownFrames: 0, refused: 0, slow: 0 }
  readonly #presence: Presence
  readonly #forget: readonly (() => void)[]
  #toFlush: FeedConnection[] = []
  #check: Timer | undefined
  #compare: Timer | undefined
  #isComparing = false
  #isComparedAgain = false
  #isStopping = false
  #isEnded = false
  #isEmpty: (() => void) | undefined

  constructor({ engine, store, random, ...parts }: FeedsParts) {
    const { replicas, catchUps, nodes } = engine.live()
    // What is under way when all have gone may find the store closed.
    const onFault = (fault: unknown): void => (this.#isEnded ? undefined : parts.onFault(fault))
    this.#presence = new Presence(nodes, parts.timers)
    const shared = {
      ...parts,
      engine,
      reader: store,
      replicas,
      catchUps,
      epoch: store.epoch,
      presence: this.#presence,
      onFault,
    }
    this.#parts = { ...shared, fanOuts: new FanOuts(shared), inboxes: new InboxFeeds(shared) }
    this.#engine = engine
    this.#random = random
    const { fanOuts, inboxes } = this.#parts
    this.#forget = [
      replicas.listen(fanOuts),
      engine.live().follow({
        committed: (changes, since) => {
          fanOuts.committed(changes)
          inboxes.committed(changes, since)
        },
        follows: (notice) => fanOuts.follows(notice) || inboxes.follows(notice),
        mayHaveMissed: () => {
          this.#presence.mayBeUnheard()
          this.#compareSoon()
        },
      }),
    ]
  }

  /** How much there is, and what happened since the start. */
  get counts() {
    const { conversations, watches } = this.#parts.fanOuts.counts
    const replicas = this.#engine.live().replicas
    return {
      connections: this.#connections.size,
      watches,
      conversations,
      inboxes: this.#parts.inboxes.count,
      nodes: this.#presence.count,
      replicas: replicas.count,
      replicaBytes: replicas.bytes,
      ...this.#counted,
    }
  }

  /** A new connection: of somebody who is known already, or of one whose first frame must be `hello`. */
  connect(pipe: Pipe, who?: KnownClient): FeedConnection {
    const connection = new FeedConnection(this.#parts, pipe, this, who)
    if (connection.isClosed) return connection
    this.#connections.add(connection)
    this.#presence.keep()
    if (this.#isStopping) connection.close('stopping', this.#returnMs())
    else if (this.#connections.size > this.#parts.limits.connections) connection.close('overloaded', this.#returnMs())
    this.#keepChecking()
    return connection
  }

  /** Tells everyone to come back elsewhere or later, after what they sent was answered; resolves when all are gone (CON7). */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.#compare?.cancel()
    const all = [...this.#connections]
    await Promise.all(all.map((connection) => connection.drain(this.#returnMs())))
    if (this.#connections.size > 0) await new Promise<void>((resolve) => (this.#isEmpty = resolve))
    this.#isEnded = true
    this.#check?.cancel()
    for (const forget of this.#forget) forget()
    this.#parts.fanOuts.end()
    this.#parts.inboxes.end()
  }

  hasFrames(connection: FeedConnection): void {
    this.#toFlush.push(connection)
    if (this.#toFlush.length > 1) return
    this.#parts.timers.soon(() => {
      const connections = this.#toFlush
      this.#toFlush = []
      for (const one of connections) one.flush()
    })
  }

  admits(viewer: UserId | 'chat'): boolean {
    if (viewer === 'chat') return true
    const count = this.#perUser.get(viewer) ?? 0
    if (count >= this.#parts.limits.connectionsPerUser) return false
    this.#perUser.set(viewer, count + 1)
    return true
  }

  closed(connection: FeedConnection): void {
    this.#connections.delete(connection)
    const { countedAs } = connection
    if (countedAs !== undefined) {
      const count = (this.#perUser.get(countedAs) ?? 1) - 1
      if (count === 0) this.#perUser.delete(countedAs)
      else this.#perUser.set(countedAs, count)
    }
    if (this.#connections.size > 0) return
    this.#presence.leave()
    this.#isEmpty?.()
  }

  counted(what: 'unknownFrames' | 'refused' | 'slow'): void {
    this.#counted[what] += 1
  }

  /** Looks for what ran out of time, and compares with the store, for as long as anybody is there. */
  #keepChecking(): void {
    if (this.#isStopping) return
    this.#check ??= this.#parts.timers.after(CHECK_MS, () => {
      this.#check = undefined
      for (const connection of this.#connections) connection.check()
      if (this.#connections.size > 0) this.#presence.keep()
      this.#parts.fanOuts.sweep()
      if (this.#connections.size > 0 || this.#parts.fanOuts.counts.conversations > 0) this.#keepChecking()
    })
    this.#compare ??= this.#parts.timers.after(this.#parts.limits.comparisonMs, () => {
      void this.#compareAll()
    })
  }

  /** Commits of other processes may have gone unheard: does not wait for the next comparison. */
  #compareSoon(): void {
    if (this.#isComparing) this.#isComparedAgain = true
    else if (this.#compare !== undefined) {
      this.#compare.cancel()
      void this.#compareAll()
    }
  }

  /** Finds what no notice told of (FED1). */
  async #compareAll(): Promise<void> {
    this.#isComparing = true
    this.#isComparedAgain = false
    try {
      await this.#engine.live().catchUps.compare()
      await this.#parts.fanOuts.compare()
      await this.#parts.inboxes.compare()
    } catch (fault) {
      this.#parts.onFault(fault)
    }
    this.#isComparing = false
    this.#compare = undefined
    if (this.#connections.size > 0) this.#keepChecking()
    if (this.#isComparedAgain) this.#compareSoon()
  }

  #returnMs(): number {
    return Math.floor(this.#random() * (RETURN_LEAST_MS + RETURN_EACH_MS * this.#connections.size))
  }
}
