import type { Server } from 'node:http'
import { Registry } from 'prom-client'
import type { Access } from '../access/access.ts'
import type { Engine } from '../engine/engine.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Store } from '../engine/ports/store.ts'
import { SYSTEM_TIMERS } from '../engine/ports/timers.ts'
import { answerOnSocket } from '../http/answer-on-socket.ts'
import { addFeedMeters } from '../http/feed-meters.ts'
import { EventStreams } from '../realtime/endpoint/event-streams.ts'
import { Traffic } from '../realtime/endpoint/traffic.ts'
import { WebSocketEndpoint } from '../realtime/endpoint/web-socket-endpoint.ts'
import type { FeedLimits } from '../realtime/feed-limits.ts'
import { Feeds } from '../realtime/feeds.ts'

/** What the feeds of a server are made of. */
export interface FeedServerParts {
  readonly engine: Engine
  readonly store: Store
  readonly clock: Clock
  readonly access: Access
  readonly limits: FeedLimits
  readonly allowedOrigins: readonly string[]
  /** Whether connections are taken. */
  readonly isOpen: () => boolean
  readonly onFault: (fault: unknown) => void
}

/** How long the marks that came over feeds may take to be answered, and connections to close, before they are cut off. */
const STOP_MS = 4_000

/** The feeds of a server with the two ways to them, and what is counted of them. */
export class FeedServer {
  readonly streams: EventStreams
  readonly metrics = new Registry()
  readonly #feeds: Feeds
  readonly #webSockets: WebSocketEndpoint

  constructor({ allowedOrigins, isOpen, ...parts }: FeedServerParts) {
    const timers = SYSTEM_TIMERS
    const traffic = new Traffic()
    this.#feeds = new Feeds({ ...parts, timers, random: Math.random })
    const ways = { feeds: this.#feeds, traffic, timers, limits: parts.limits }
    this.streams = new EventStreams(ways)
    this.#webSockets = new WebSocketEndpoint({ ...ways, allowedOrigins, isOpen, answer: answerOnSocket })
    addFeedMeters(this.metrics, this.#feeds, traffic)
  }

  /** How many nodes with connections there are, this one included. */
  get nodes(): number {
    return this.#feeds.counts.nodes
  }

  /** Takes WebSockets on this server. */
  attach(server: Server): void {
    this.#webSockets.attach(server)
  }

  /** Sends everyone away, after what they sent was answered; resolves when nobody is left (CON7). */
  async stop(): Promise<void> {
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(late.resolve, STOP_MS)
    const left = this.#feeds.stop().then(() => Promise.all([this.#webSockets.left(), this.streams.left()]))
    try {
      await Promise.race([left, late.promise])
    } finally {
      clearTimeout(timer)
      this.#webSockets.end()
      this.streams.end()
    }
  }
}
