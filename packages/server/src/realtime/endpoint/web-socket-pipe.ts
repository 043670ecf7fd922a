import type { Duplex } from 'node:stream'
import { CLOSE_CODES, type CloseReason } from '@tallymark/core'
import { WebSocket } from 'ws'
import type { Frame } from '../frame.ts'
import type { Pipe } from '../pipe.ts'
import { textMessages } from './text-messages.ts'
import type { Traffic } from './traffic.ts'

const TEXT = { binary: false, compress: false } as const
/** A message of more bytes is not copied when it goes alone: many connections may wait with the same one. */
const COPIED_MAX_BYTES = 4_096

/** Frames over a WebSocket, each a text message. */
export class WebSocketPipe implements Pipe {
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  readonly #traffic: Traffic

  /** `socket` is what the WebSocket runs over. */
  constructor(webSocket: WebSocket, socket: Duplex, traffic: Traffic) {
    this.#webSocket = webSocket
    this.#socket = socket
    this.#traffic = traffic
  }

  get waitingBytes(): number {
    return this.#webSocket.bufferedAmount
  }

  write(frames: readonly Frame[]): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return
    const texts = frames.map(({ bytes }) => bytes)
    const [first, ...others] = texts
    if (first === undefined) return
    if (others.length === 0 && first.length > COPIED_MAX_BYTES) this.#webSocket.send(first, TEXT)
    // Nothing is compressed, so that the WebSocket holds nothing back: what is written here stays in order with what it sends itself.
    else this.#socket.write(textMessages(texts))
    this.#traffic.sent(frames)
  }

  close(reason: CloseReason): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return
    this.#traffic.closed(reason)
    this.#webSocket.close(CLOSE_CODES[reason].code, reason)
  }
}
