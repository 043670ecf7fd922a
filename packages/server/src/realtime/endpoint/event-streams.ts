import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { UserId } from '@tallymark/core'
import type { Identity } from '../../access/identity.ts'
import type { Timers } from '../../engine/ports/timers.ts'
import type { FeedLimits } from '../feed-limits.ts'
import { EventStream } from './event-stream.ts'
import type { DoorConnection, FeedDoor } from './feed-door.ts'
import { Rounds } from './rounds.ts'
import { Traffic } from './traffic.ts'

/** What the event streams of a server are made of. */
export interface EventStreamParts {
  readonly feeds: FeedDoor
  /** Counts what leaves, and together with others whom it is given to, what is open; one of its own if none is given. */
  readonly traffic?: Traffic
  readonly timers: Timers
  readonly limits: Pick<FeedLimits, 'connections'>
}

/** One who opens a stream. */
export interface Listener {
  readonly identity: Identity
  /** For whom an API key listens, if for anybody. */
  readonly userId: UserId | undefined
}

interface Session {
  readonly identity: Identity
  readonly stream: EventStream
  readonly connection: DoorConnection
}

/** How often a comment is sent, in milliseconds: proxies hang up on what is idle for 30 to 60 seconds. */
const COMMENT_MS = 20_000

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Or nginx would gather frames until its buffer is full.
  'x-accel-buffering': 'no',
}

/** Feeds over server-sent events (CON8). Frames to the server come by requests that name the feed's session. */
export class EventStreams {
  readonly #parts: EventStreamParts
  readonly #traffic: Traffic
  readonly #sessions = new Map<string, Session>()
  readonly #comments: Rounds<EventStream>
  readonly #waiting: (() => void)[] = []

  constructor(parts: EventStreamParts) {
    this.#parts = parts
    this.#traffic = parts.traffic ?? new Traffic()
    this.#comments = new Rounds(parts.timers, COMMENT_MS, (stream) => stream.comment())
  }

  /** How many streams are open. */
  get size(): number {
    return this.#sessions.size
  }

  /** Whether one more connection is allowed (CON4). */
  hasRoom(): boolean {
    return this.#traffic.open < this.#parts.limits.connections
  }

  /** Makes an answer, which nothing was written to, the stream of a new feed. */
  open(response: ServerResponse, { identity, userId }: Listener): void {
    // Who hung up before it was known who asks is not told of any more.
    if (response.destroyed) return
    // One who hangs up while something is written to it is no fault.
    response.on('error', () => undefined)
    response.writeHead(200, HEADERS)
    const session = randomBytes(16).toString('base64url')
    const { feeds, timers } = this.#parts
    const stream = new EventStream(response, timers, this.#traffic)
    const connection = feeds.connect(stream, { identity, userId, session })
    // Together with the first frame, if there was one already.
    if (stream.isOpen) response.flushHeaders()
    this.#sessions.set(session, { identity, stream, connection })
    this.#traffic.opened()
    this.#comments.add(stream)
    response.on('drain', () => connection.drained())
    response.on('close', () => {
      this.#sessions.delete(session)
      this.#comments.delete(stream)
      this.#traffic.ended()
      connection.ended()
      if (this.#sessions.size === 0) for (const resolve of this.#waiting.splice(0)) resolve()
    })
  }

  /** Takes frames for a feed, in their order; `false` if there is none of this name that belongs to the one who asks. */
  receive(session: string, identity: Identity, frames: readonly string[]): boolean {
    const found = this.#sessions.get(session)
    if (found === undefined || !found.stream.isOpen || !isSame(found.identity, identity)) return false
    for (const frame of frames) found.connection.receive(frame)
    return true
  }

  /** Resolves when nobody is left: two seconds after the feeds closed all at the latest. */
  async left(): Promise<void> {
    if (this.#sessions.size > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Cuts off whoever is still there. */
  end(): void {
    this.#comments.end()
    for (const { stream } of this.#sessions.values()) stream.cut()
  }
}

/** Whether two tokens stand for the same user, or are the same API key. */
const isSame = (one: Identity, other: Identity): boolean =>
  one.kind === 'key'
    ? other.kind === 'key' && one.keyId === other.keyId
    : other.kind === 'user' && one.userId === other.userId
