import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** What PostgreSQL says last: it is ready, and in no transaction. */
const READY = 'Z\0\0\0\u0005I'

/** What lies between a client and a PostgreSQL server on the loopback address, and can lose what the server answers though it did what was asked. */
export class LostAnswer implements AsyncDisposable {
  readonly port: number
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #isMeant: ((sent: string) => boolean) | undefined
  #until: Promise<void> = Promise.resolve()
  #isDone: () => void = () => undefined

  private constructor(server: Server, target: number) {
    this.port = (server.address() as AddressInfo).port
    this.#server = server
    server.on('connection', (client) => this.#join(client, connect(target, '127.0.0.1')))
  }

  /** Starts one before the server on this port. */
  static async before(target: number): Promise<LostAnswer> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new LostAnswer(server, target)
  }

  /**
   * The next time something is sent that is meant, its answers are swallowed, and the connection is cut when they are complete and `until` has come.
   * Resolves when they are complete: then it was done.
   */
  loseAnswerTo(isMeant: (sent: string) => boolean, until: Promise<void> = Promise.resolve()): Promise<void> {
    this.#isMeant = isMeant
    this.#until = until
    return new Promise((resolve) => {
      this.#isDone = resolve
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(client: Socket, server: Socket): void {
    let isLost = false
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        other.destroy()
        this.#sockets.delete(socket)
      })
    }
    client.on('data', (bytes) => {
      if (this.#isMeant?.(bytes.toString('latin1')) === true) {
        this.#isMeant = undefined
        isLost = true
      }
      server.write(bytes)
    })
    server.on('data', (bytes) => {
      if (!isLost) client.write(bytes)
      else if (bytes.toString('latin1').endsWith(READY)) {
        this.#isDone()
        void this.#until.then(() => client.destroy())
      }
    })
  }
}
