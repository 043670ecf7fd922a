import { createEngine, DEFAULT_LIMITS, type Engine } from '../../packages/server/src/engine/engine.ts'
import type { CommitListener } from '../../packages/server/src/engine/ports/commit-listener.ts'
import { DEFAULT_FEED_LIMITS, type FeedLimits } from '../../packages/server/src/realtime/feed-limits.ts'
import { Feeds } from '../../packages/server/src/realtime/feeds.ts'
import { faultyStore } from './faulty-store.ts'
import { identityOf } from './identity.ts'
import { OwnTime } from './sim-time.ts'
import type { World } from './world.ts'

/** How long a connection may be silent in the simulation: short, so that half-open ones are found soon. */
export const SILENCE_MS = 10_000

/** One life of the server's process. */
export class SimServer {
  readonly engine: Engine
  readonly feeds: Feeds
  readonly time: OwnTime
  readonly #world: World
  #diesAtNextCommit = false

  constructor(world: World) {
    this.#world = world
    this.time = new OwnTime(world.time)
    const store = faultyStore(world, () => this.time.isAlive)
    const clock = { now: () => world.clockNow() }
    const onFault = (fault: unknown): void => world.faultSeen(fault)
    const { replicaBytes } = world.settings
    const relay = (deliver: CommitListener): CommitListener => this.#relay(deliver)
    this.engine = createEngine(store, clock, {
      ...DEFAULT_LIMITS,
      onFault,
      replicaBytes,
      relay,
      timers: this.time.timers,
    })
    const access = { identify: (token: string) => identityOf(token, clock.now()), isValid: () => true }
    const timers = this.time.timers
    const random = (): number => world.chance.between(0, 999) / 1_000
    this.feeds = new Feeds({
      engine: this.engine,
      store,
      clock,
      timers,
      random,
      limits: limitsOf(world),
      access,
      onFault,
    })
  }

  /** Ends the process at once. */
  kill(): void {
    this.time.end()
    this.#world.network.serverDied()
  }

  /** Ends it right after the next commit, before anybody hears of that, or no longer does. */
  killAfterCommit(isToDie = true): void {
    this.#diesAtNextCommit = isToDie
  }

  /** Between commits and those who hear of them: notices are lost, doubled, late and out of order. */
  #relay(deliver: CommitListener): CommitListener {
    const world = this.#world
    const later: CommitListener = (changes) => {
      this.time.after(world.chance.between(1, 3_000), () => deliver(changes))
    }
    return (changes) => {
      world.time.activity += 1
      if (this.#diesAtNextCommit) this.kill()
      if (!this.time.isAlive || world.hits('noticeLost')) return
      if (world.hits('noticeLate')) later(changes)
      else deliver(changes)
      if (world.hits('noticeDoubled')) later(changes)
    }
  }
}

/** The bounds of feeds in a world. */
export const limitsOf = ({ settings }: World): FeedLimits => ({
  ...DEFAULT_FEED_LIMITS,
  budget: settings.budget,
  windowMs: settings.windowMs,
  namesUpTo: settings.namesUpTo,
  comparisonMs: settings.comparisonMs,
  silenceMs: SILENCE_MS,
  framesPerSecond: 200,
})
