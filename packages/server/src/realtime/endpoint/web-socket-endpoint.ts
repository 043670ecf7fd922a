import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Refusal, refuse, SUBPROTOCOL } from '@tallymark/core'
import { WebSocket, WebSocketServer } from 'ws'
import type { Timers } from '../../engine/ports/timers.ts'
import { type FeedLimits, FRAME_MAX_BYTES } from '../feed-limits.ts'
import { FrameRate } from '../frame-rate.ts'
import type { FeedDoor } from './feed-door.ts'
import { isOriginAllowed } from './origins.ts'
import { Rounds } from './rounds.ts'
import { Traffic } from './traffic.ts'
import { upgradeFault } from './upgrade-fault.ts'
import { WebSocketPipe } from './web-socket-pipe.ts'

/** What the WebSockets of a server are made of. */
export interface WebSocketParts {
  readonly feeds: FeedDoor
  /** Counts what leaves, and together with others whom it is given to, what is open; one of its own if none is given. */
  readonly traffic?: Traffic
  readonly timers: Timers
  readonly limits: Pick<FeedLimits, 'connections' | 'silenceMs'>
  /** The origins that browsers may come from, beside the server's own. */
  readonly allowedOrigins: readonly string[]
  /** Whether new connections are taken. */
  readonly isOpen: () => boolean
  /** Answers a request that is not upgraded, and hangs up. */
  readonly answer: (socket: Duplex, refusal: Refusal) => void
}

/** How long a client may take to answer a close before it is cut off, in milliseconds. */
const CLOSE_MS = 2_000
/** How often a client is asked for a sign of life within the time that it may be silent. */
const PINGS = 3
/** How many pings and pongs a second a client may send, after a burst of four times as many (CON4). */
const CONTROLS_PER_SECOND = 10
/** How long to wait where there are too many, in milliseconds. */
const RETRY_AFTER_MS = 5_000

const OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: FRAME_MAX_BYTES,
  maxFragments: 64,
  maxBufferedChunks: 1_024,
  closeTimeout: CLOSE_MS,
  handleProtocols: (offered: ReadonlySet<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
} as const

/** Feeds over WebSockets at `/v1/feed`, on the port of an HTTP server. */
export class WebSocketEndpoint {
  readonly #parts: WebSocketParts
  readonly #traffic: Traffic
  readonly #server: WebSocketServer
  readonly #open = new Set<WebSocket>()
  readonly #pings: Rounds<WebSocket>
  readonly #waiting: (() => void)[] = []

  constructor(parts: WebSocketParts) {
    this.#parts = parts
    this.#traffic = parts.traffic ?? new Traffic()
    this.#server = new WebSocketServer(OPTIONS)
    this.#server.on('wsClientError', ({ message }, socket) =>
      parts.answer(socket, refuse('bad_upgrade', `${message}.`)),
    )
    this.#pings = new Rounds(parts.timers, parts.limits.silenceMs / PINGS, (webSocket) => webSocket.ping())
  }

  /** How many WebSockets are open. */
  get size(): number {
    return this.#open.size
  }

  /** Takes what asks this server to be upgraded, until the server ends. */
  attach(server: Server): void {
    server.on('upgrade', this.#upgrade)
  }

  /** Resolves when nobody is left: two seconds after the feeds closed all at the latest. */
  async left(): Promise<void> {
    if (this.#open.size > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Cuts off whoever is still there. */
  end(): void {
    this.#pings.end()
    for (const webSocket of this.#open) webSocket.terminate()
  }

  readonly #upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Until the WebSocket is there nobody else listens, and an error that nobody hears ends the process.
    socket.on('error', destroyed)
    const refusal = this.#refusalOf(request)
    if (refusal !== undefined) this.#parts.answer(socket, refusal)
    else this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#connect(webSocket, socket))
  }

  #refusalOf(request: IncomingMessage): Refusal | undefined {
    const { isOpen, limits, allowedOrigins } = this.#parts
    const fault = upgradeFault(request)
    if (fault !== undefined) return fault
    if (!isOriginAllowed(request, allowedOrigins)) return refuse('origin_not_allowed')
    if (!isOpen()) return refuse('stopping')
    if (this.#traffic.open < limits.connections) return undefined
    return { refused: 'overloaded', retryAfterMs: RETRY_AFTER_MS }
  }

  #connect(webSocket: WebSocket, socket: Duplex): void {
    const { feeds, timers } = this.#parts
    const connection = feeds.connect(new WebSocketPipe(webSocket, socket, this.#traffic))
    this.#traffic.opened()
    this.#open.add(webSocket)
    this.#pings.add(webSocket)
    socket.off('error', destroyed)
    socket.on('drain', () => connection.drained())
    webSocket.on('message', (data, isBinary) => {
      if (webSocket.readyState !== WebSocket.OPEN) return
      if (isBinary) connection.refuse('protocol_error')
      else connection.receive(data.toString())
    })
    const controls = new FrameRate(CONTROLS_PER_SECOND, timers.now())
    const hearControl = (): void => {
      if (webSocket.readyState !== WebSocket.OPEN) return
      connection.heard()
      if (!controls.take(timers.now())) connection.refuse('flood')
    }
    webSocket.on('ping', hearControl)
    webSocket.on('pong', hearControl)
    // It is closing by itself already, with the code that RFC 6455 has for it.
    webSocket.on('error', () => undefined)
    webSocket.on('close', () => {
      this.#open.delete(webSocket)
      this.#pings.delete(webSocket)
      this.#traffic.ended()
      connection.ended()
      if (this.#open.size === 0) for (const resolve of this.#waiting.splice(0)) resolve()
    })
  }
}

function destroyed(this: Duplex): void {
  this.destroy()
}
