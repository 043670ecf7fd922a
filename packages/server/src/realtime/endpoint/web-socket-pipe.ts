import type { Duplex } from 'node:stream'
import { CLOSE_CODES, type CloseReason } from '@tallymark/core'
import { WebSocket } from 'ws'
import type { Frame } from '../frame.ts'
import type { Pipe } from '../pipe.ts'
import type { Traffic } from './traffic.ts'

const TEXT = { binary: false, compress: false } as const

/** Frames over a WebSocket, each a text message. */
export class WebSocketPipe implements Pipe {
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  readonly #traffic: Traffic

  /** `socket` is what the WebSocket runs over: corked, it takes many messages in one write (FED7). */
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
    this.#socket.cork()
    for (const { bytes } of frames) this.#webSocket.send(bytes, TEXT)
    this.#socket.uncork()
    this.#traffic.sent(frames)
  }

  close(reason: CloseReason): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return
    this.#traffic.closed(reason)
    this.#webSocket.close(CLOSE_CODES[reason].code, reason)
  }
}
