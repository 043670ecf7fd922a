import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ClientFrame, decodeClientFrame, isNotAFrame, type ServerFrame, SUBPROTOCOL } from '@tallymark/core'
import { build } from 'esbuild'
import { WebSocketServer } from 'ws'

const PAGE = '<!doctype html><title>Tallymark</title><script type="module" src="/client.js"></script>'

/** A small server that speaks the frames: one conversation c1 of alice and bob, to which alice wrote three messages. */
export class FrameServer {
  /** Every frame that clients sent, in order. */
  readonly frames: ClientFrame[] = []
  /** How many connections there are, and were. */
  open = 0
  opened = 0
  /** Whether marks are answered, and upgrades to WebSockets accepted. */
  answersMarks = true
  acceptsSockets = true
  #read = ''
  #revision = 1
  readonly #feeds = new Map<string, (frame: ServerFrame) => void>()
  readonly #sockets = new WebSocketServer({ noServer: true, handleProtocols: () => SUBPROTOCOL })
  readonly #http = createServer((request, response) => void this.#serve(request, response))
  readonly #script: string

  private constructor(script: string) {
    this.#script = script
    this.#http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (this.acceptsSockets) this.#sockets.handleUpgrade(request, socket, head, (accepted) => this.#accept(accepted))
      else socket.destroy()
    })
  }

  /** Starts one that serves the client, bundled, as `window.createClient`. */
  static async start(): Promise<FrameServer> {
    const stdin = {
      contents: "import { createClient } from '@tallymark/client'; window.createClient = createClient",
      resolveDir: import.meta.dirname,
    }
    const { outputFiles } = await build({
      stdin,
      bundle: true,
      format: 'esm',
      write: false,
      conditions: ['tallymark-source'],
    })
    const server = new FrameServer(outputFiles[0]?.text as string)
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve))
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`
  }

  /** The marks that were sent. */
  get marks(): readonly ClientFrame[] {
    return this.frames.filter(({ type }) => type === 'mark')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#http.closeAllConnections()
    await new Promise((resolve) => this.#http.close(resolve))
  }

  #accept(socket: import('ws').WebSocket): void {
    this.#came()
    socket.on('close', () => {
      this.open -= 1
    })
    socket.on('message', (data) => this.#hear(String(data), (frame) => socket.send(JSON.stringify(frame))))
  }

  #came(): void {
    this.open += 1
    this.opened += 1
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, session] = /^\/v1\/feed\/events\/(\w+)$/.exec(request.url ?? '') ?? []
    if (request.url?.startsWith('/v1/feed/events?')) this.#stream(request, response)
    else if (session !== undefined) await this.#take(session, request, response)
    else if (request.url === '/client.js') response.setHeader('content-type', 'text/javascript').end(this.#script)
    else response.setHeader('content-type', 'text/html').end(PAGE)
  }

  #stream(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization !== 'Bearer token') return void response.writeHead(401).end()
    this.#came()
    const session = `s${this.opened}`
    const say = (frame: ServerFrame): void => void response.write(`data: ${JSON.stringify(frame)}\n\n`)
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n')
    this.#feeds.set(session, say)
    request.on('close', () => {
      this.open -= 1
    })
    say({ ...WELCOME, session })
  }

  async #take(session: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { frames: object[] }
    const say = this.#feeds.get(session)
    if (say) for (const frame of body.frames) this.#hear(JSON.stringify(frame), say)
    response.writeHead(say ? 202 : 404).end()
  }

  #hear(text: string, say: (frame: ServerFrame) => void): void {
    const frame = decodeClientFrame(text)
    if (isNotAFrame(frame)) throw new TypeError(frame.fault)
    this.frames.push(frame)
    if (frame.type === 'hello') say(WELCOME)
    if (frame.type === 'watch') this.#show(say)
    if (frame.type !== 'mark' || !this.answersMarks) return
    this.#revision += 1
    this.#read = '1:3'
    say({ type: 'marked', id: frame.id, delivered: '1:3', read: '1:3', version: 3, revision: this.#revision })
    this.#showOwn(say)
  }

  #show(say: (frame: ServerFrame) => void): void {
    const messages = [1, 2, 3].map((seq) => ({ seq, messageId: `m${seq}`, senderId: 'alice' }))
    const whole = { version: 3, head: 3, from: 1, to: null, headline: 'all', visibility: 'everyone' } as const
    say({ type: 'snapshot', conversationId: 'c1', epoch: 'e1', ...whole, messages, tallies: [], people: null })
    this.#showOwn(say)
  }

  #showOwn(say: (frame: ServerFrame) => void): void {
    const [delivered, read] = [this.#read, this.#read]
    const [unreadCount, firstUnreadMessageId] = read === '' ? [3, 'm1'] : [0, null]
    const unread = { unreadCount, firstUnreadMessageId, lastReadMessageId: null, markedUnread: false }
    const sets = { revision: this.#revision, member: '1:*', delivered, read, reopened: '' }
    say({ type: 'own', conversationId: 'c1', ...sets, ...unread })
  }
}

const WELCOME = {
  type: 'welcome',
  userId: 'bob',
  epoch: 'e1',
  expiresAt: null,
  lastsMs: null,
  silenceMs: 60_000,
} as const
