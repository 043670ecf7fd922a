import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A line of TCP between two ports of the loopback address, that a test can make fail as networks do. */
export class FaultyLine implements AsyncDisposable {
  readonly port: number
  readonly #server: Server
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  /** Whether nothing goes through, while connections stand: what is sent waits. */
  #isStalled = false
  #cutsAtAnswer: ((sent: string) => boolean) | undefined

  private constructor(server: Server, port: number, target: number) {
    this.#server = server
    this.port = port
    server.on('connection', (near) => this.#join(near, connect(target, '127.0.0.1')))
  }

  static async start(target: number): Promise<FaultyLine> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new FaultyLine(server, (server.address() as { port: number }).port, target)
  }

  /** Nothing goes through until `flow`. */
  stall(): void {
    this.#isStalled = true
    for (const pair of this.#pairs) for (const socket of pair) socket.pause()
  }

  flow(): void {
    this.#isStalled = false
    for (const pair of this.#pairs) for (const socket of pair) socket.resume()
  }

  /** Once something is sent to a PostgreSQL that matches, its answers are swallowed and the connection is cut when they are complete. */
  cutAfter(matches: (sent: string) => boolean): void {
    this.#cutsAtAnswer = matches
  }

  #join(near: Socket, far: Socket): void {
    const pair = [near, far] as const
    this.#pairs.add(pair)
    let isDoomed = false
    const end = (): void => {
      near.destroy()
      far.destroy()
      this.#pairs.delete(pair)
    }
    for (const socket of pair) socket.on('error', end).on('close', end)
    near.on('data', (bytes) => {
      if (this.#cutsAtAnswer?.(bytes.toString('latin1')) === true) {
        this.#cutsAtAnswer = undefined
        isDoomed = true
      }
      far.write(bytes)
    })
    far.on('data', (bytes) => {
      if (!isDoomed) near.write(bytes)
      // The last of the answers says that the server has done all of it: ready for query, in no transaction.
      else if (bytes.toString('latin1').endsWith('Z\0\0\0\u0005I')) end()
    })
    if (this.#isStalled) for (const socket of pair) socket.pause()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
