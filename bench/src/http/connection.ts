import { connect, type Socket } from 'node:net'

/** A text of HTTP is measured in bytes; all that is sent here is ASCII. */
const HEAD_END = '\r\n\r\n'

/**
 * One keep-alive connection that sends a request and waits for its answer. It does as little as a client can: a general one costs
 * as much as the server and would take the cores from it.
 */
export class Connection implements Disposable {
  readonly #socket: Socket
  #received = ''
  #waiting: PromiseWithResolvers<string> | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true).setEncoding('latin1')
    socket.on('data', (chunk) => this.#take(String(chunk)))
    socket.on('error', (error) => this.#waiting?.reject(error))
    socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')))
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1')
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.once('connect', resolve).once('error', reject)
    await promise
    return new Connection(socket)
  }

  /** Posts JSON; rejects if the answer is not 200. `head` holds further header lines, each with its line end. */
  async post(path: string, head: string, json: string): Promise<void> {
    const answer = Promise.withResolvers<string>()
    this.#waiting = answer
    this.#socket.write(
      `POST ${path} HTTP/1.1\r\nhost: bench\r\n${head}content-type: application/json\r\ncontent-length: ${json.length}${HEAD_END}${json}`,
    )
    const text = await answer.promise
    if (!text.startsWith('HTTP/1.1 200 ')) throw new Error(`an answer that is not 200: ${text}`)
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }

  #take(chunk: string): void {
    this.#received += chunk
    const head = this.#received.indexOf(HEAD_END)
    if (head === -1) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#received)?.[1])
    if (this.#received.length < head + HEAD_END.length + length) return
    const answer = this.#received
    this.#received = ''
    this.#waiting?.resolve(answer)
  }
}
