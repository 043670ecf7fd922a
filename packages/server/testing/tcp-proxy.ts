import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** `up` is from the client to the server, `down` is back. */
export type Direction = 'up' | 'down'

interface Pair {
  readonly client: Socket
  readonly server: Socket
  /** Whether it passes nothing any more, whatever the others do. */
  isStranded: boolean
}

/** What lies between a client and a server on the loopback address, to make the faults of a network. Passes everything until it is told otherwise. */
export class TcpProxy implements AsyncDisposable {
  #target: number
  readonly #pairs = new Set<Pair>()
  readonly #stalled = new Set<Direction>()
  #server: Server | undefined
  #port = 0
  #delayMs = 0
  #pieceBytes = Number.POSITIVE_INFINITY
  #changed = Promise.withResolvers<void>()

  private constructor(target: number) {
    this.#target = target
  }

  /** Starts one before the server on this port. */
  static async before(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target)
    await proxy.accept()
    return proxy
  }

  get port(): number {
    return this.#port
  }

  /** How many clients are connected through it. */
  get connections(): number {
    return this.#pairs.size
  }

  /** Passes everything again, what was held back too, without delay and in one piece. */
  pass(): void {
    this.#stalled.clear()
    this.#delayMs = 0
    this.#pieceBytes = Number.POSITIVE_INFINITY
    this.#tellOfChange()
  }

  /** Resets all connections; new ones are accepted. */
  cut(): void {
    for (const pair of this.#pairs) {
      pair.client.resetAndDestroy()
      pair.server.resetAndDestroy()
    }
  }

  /** Refuses new connections, until it is told to accept; those that there are stay. */
  refuse(): void {
    this.#server?.close()
  }

  /** Accepts new connections again, on the same port. */
  async accept(): Promise<void> {
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#join(client)).listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  /** New connections lead to another server from now on. */
  turnTo(target: number): void {
    this.#target = target
  }

  /** Passes nothing in these directions, in new connections too, and says nothing of it. */
  stall(...directions: readonly Direction[]): void {
    for (const direction of directions.length === 0 ? (['up', 'down'] as const) : directions)
      this.#stalled.add(direction)
  }

  /** The connections that there are pass nothing any more, as if their way were gone; new ones do. */
  strand(): void {
    for (const pair of this.#pairs) pair.isStranded = true
  }

  /** Passes everything so much later. */
  delay(ms: number): void {
    this.#delayMs = ms
  }

  /** Passes everything in pieces of at most so many bytes, each by itself. */
  slice(bytes: number): void {
    this.#pieceBytes = bytes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = this.#server
    this.cut()
    if (server?.listening !== true) return
    server.close()
    await once(server, 'close')
  }

  #join(client: Socket): void {
    const server = connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    client.setNoDelay(true)
    const pair: Pair = { client, server, isStranded: false }
    this.#pairs.add(pair)
    for (const socket of [client, server]) {
      socket.on('error', () => undefined)
      socket.on('close', (hadError) => this.#part(pair, hadError))
    }
    void this.#carry(pair, 'up', client, server)
    void this.#carry(pair, 'down', server, client)
  }

  /** One end is gone: the other goes too, once it was told what was on its way; of a stranded pair nobody hears. */
  #part({ client, server, isStranded }: Pair, isReset: boolean): void {
    if (isReset && !isStranded) client.destroy()
    if (isReset || client.destroyed) server.destroy()
    for (const pair of this.#pairs) if (pair.client.destroyed && pair.server.destroyed) this.#pairs.delete(pair)
    this.#tellOfChange()
  }

  async #carry(pair: Pair, direction: Direction, from: Socket, to: Socket): Promise<void> {
    try {
      for await (const some of from) {
        const bytes = some as Buffer
        for (let at = 0; at < bytes.length; at += this.#pieceBytes) {
          if (at > 0) await new Promise((resolve) => setImmediate(resolve))
          if (this.#delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#delayMs))
          await this.#mayPass(pair, direction)
          if (!to.write(bytes.subarray(at, at + this.#pieceBytes))) await once(to, 'drain')
        }
      }
      await this.#mayPass(pair, direction)
      to.end()
    } catch {
      this.#part(pair, true)
    }
  }

  async #mayPass(pair: Pair, direction: Direction): Promise<void> {
    while ((pair.isStranded || this.#stalled.has(direction)) && !pair.client.destroyed) await this.#changed.promise
  }

  #tellOfChange(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers<void>()
  }
}
