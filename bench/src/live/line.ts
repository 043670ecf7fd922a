import { SUBPROTOCOL } from '@tallymark/core'
import { WebSocket } from 'ws'

/** How many connections are opened at a time, so that none has to wait for too long. */
const AT_A_TIME = 100

/** One client's WebSocket, which counts the frames that it hears. */
export class Line {
  readonly #socket: WebSocket
  /** How many frames came. */
  frames = 0
  /** Hears every frame. */
  hear: (text: Buffer) => void = () => undefined
  /** Hears, once, why there is no connection any more, unless it was ended here. */
  lost: (why: Error) => void = () => undefined

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      this.frames += 1
      this.hear(data)
    })
    socket.on('close', (code, reason) => this.lost(new Error(`the connection was closed: ${code} ${reason}`)))
    socket.on('error', (error) => this.lost(error))
  }

  static open(port: number): Promise<Line> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/feed`, SUBPROTOCOL, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
    })
    const line = new Line(socket)
    return new Promise((resolve, reject) => {
      line.lost = reject
      socket.once('open', () => {
        line.lost = () => undefined
        resolve(line)
      })
    })
  }

  say(text: string): void {
    this.#socket.send(text)
  }

  end(): void {
    this.lost = () => undefined
    this.#socket.terminate()
  }
}

/** Makes each of many things that begin with a connection. */
export async function inTurns<Item>(count: number, make: (i: number) => Promise<Item>): Promise<readonly Item[]> {
  const made: Item[] = []
  while (made.length < count) {
    const some = Array.from({ length: Math.min(AT_A_TIME, count - made.length) }, (_, i) => make(made.length + i))
    made.push(...(await Promise.all(some)))
  }
  return made
}
