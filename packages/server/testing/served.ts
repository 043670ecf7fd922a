import { once } from 'node:events'
import { type ServerFrame, SUBPROTOCOL } from '@tallymark/core'
import { pino } from 'pino'
import { WebSocket } from 'ws'
import { startServer } from '../src/cli/start-server.ts'
import { readSettings } from '../src/config/read-settings.ts'
import type { Settings } from '../src/config/settings.ts'
import { SYSTEM_CLOCK } from '../src/engine/ports/clock.ts'
import type { Store } from '../src/engine/ports/store.ts'
import { openStore } from '../src/storage/open-store.ts'
import { EventListener } from './event-listener.ts'
import { JWT_SECRET, tokenOf } from './http-server.ts'

const API_KEY = 'the-key-of-the-tests'

/** A whole server as the command line starts it, on a port of its own and a database in memory. */
export class Served implements AsyncDisposable {
  readonly address: string
  readonly logLines: readonly string[]
  readonly stop: () => Promise<void>
  readonly #store: Store

  private constructor(address: string, store: Store, logLines: readonly string[], stop: () => Promise<void>) {
    this.address = address
    this.#store = store
    this.logLines = logLines
    let stopped: Promise<void> | undefined
    this.stop = () => (stopped ??= stop())
  }

  static async start(flags: Readonly<Record<string, string>> = {}, around = (store: Store) => store): Promise<Served> {
    const store = await openStore(':memory:')
    const logLines: string[] = []
    const logger = pino({ level: 'trace' }, { write: (line: string) => logLines.push(line) })
    const environment = { TALLYMARK_API_KEY: API_KEY, TALLYMARK_JWT_SECRET: JWT_SECRET }
    const settings = readSettings(new Map(Object.entries({ port: '0', ...flags })), environment) as Settings
    const { address, stop } = await startServer({ store: around(store), settings, logger, clock: SYSTEM_CLOCK })
    return new Served(address, store, logLines, stop)
  }

  /** Asks over HTTP with the API key. */
  async ask(method: string, path: string, body?: unknown, token = API_KEY): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return await fetch(`${this.address}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }

  /** Alice and bob in c1, with so many messages by alice. */
  async populate(messages: number): Promise<void> {
    await this.ask('PUT', '/v1/conversations/c1', { participants: ['alice', 'bob'] })
    for (let i = 1; i <= messages; i += 1)
      await this.ask('POST', '/v1/conversations/c1/messages', { messageId: `m${i}`, senderId: 'alice' })
  }

  /** The value of a metric, whatever its labels are. */
  async metric(name: string): Promise<number | undefined> {
    const text = await (await fetch(`${this.address}/metrics`)).text()
    const line = text.split('\n').find((each) => each.startsWith(name) && /^[ {]/.test(each.slice(name.length)))
    return line === undefined ? undefined : Number(line.split(' ').at(-1))
  }

  /** A WebSocket that has said nothing. */
  async connect(): Promise<SocketClient> {
    const client = new SocketClient(new WebSocket(`${this.address.replace('http', 'ws')}/v1/feed`, SUBPROTOCOL))
    await once(client.socket, 'open')
    return client
  }

  /** A WebSocket of a user that was welcomed. */
  async greet(userId: string): Promise<SocketClient> {
    const client = await this.connect()
    client.say({ type: 'hello', token: tokenOf(userId, Date.now()) })
    await client.until('welcome')
    return client
  }

  listen(userId: string): Promise<EventListener> {
    const headers = { authorization: `Bearer ${tokenOf(userId, Date.now())}` }
    return EventListener.open(`${this.address}/v1/feed/events`, headers)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await this.#store.close()
  }
}

/** A client by WebSocket: what it heard, and how it was closed. */
export class SocketClient {
  readonly socket: WebSocket
  readonly frames: ServerFrame[] = []
  readonly closed: Promise<number>

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('error', () => undefined)
    socket.on('message', (data) => this.frames.push(JSON.parse(String(data))))
    this.closed = new Promise((resolve) => socket.on('close', resolve))
  }

  say(frame: unknown): void {
    this.socket.send(JSON.stringify(frame))
  }

  /** The first frame of a type, once it has come. */
  async until<Type extends ServerFrame['type']>(type: Type): Promise<Extract<ServerFrame, { type: Type }>> {
    for (;;) {
      const found = this.frames.find((frame) => frame.type === type)
      if (found !== undefined) return found as Extract<ServerFrame, { type: Type }>
      await once(this.socket, 'message')
    }
  }
}
