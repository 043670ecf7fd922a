import type { ServerResponse } from 'node:http'
import type { CloseReason } from '@tallymark/core'
import type { Timer, Timers } from '../../engine/ports/timers.ts'
import type { Frame } from '../frame.ts'
import type { Pipe } from '../pipe.ts'
import type { Traffic } from './traffic.ts'

/** How long what was written may take to leave before a stream that is closed is cut off, in milliseconds. */
const CLOSE_MS = 2_000

const BEFORE = Buffer.from('data: ')
const AFTER = Buffer.from('\n\n')
/** A line that clients skip: it keeps what lies between from hanging up. */
const COMMENT = ':\n\n'

/** Frames over an answer that does not end, as server-sent events (CON8). */
export class EventStream implements Pipe {
  readonly #response: ServerResponse
  readonly #timers: Timers
  readonly #traffic: Traffic
  #cut: Timer | undefined

  /** `response` must have its headers. */
  constructor(response: ServerResponse, timers: Timers, traffic: Traffic) {
    this.#response = response
    this.#timers = timers
    this.#traffic = traffic
    response.on('close', () => this.#cut?.cancel())
  }

  /** Whether frames can still be written. */
  get isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed
  }

  get waitingBytes(): number {
    return this.#response.writableLength
  }

  write(frames: readonly Frame[]): void {
    if (!this.isOpen || frames.length === 0) return
    // JSON holds no line break, so that a frame is one line of data.
    this.#response.write(Buffer.concat(frames.flatMap(({ bytes }) => [BEFORE, bytes, AFTER])))
    this.#traffic.sent(frames)
  }

  /** Keeps the connection from looking idle. */
  comment(): void {
    if (this.isOpen) this.#response.write(COMMENT)
  }

  /** Ends the answer. What the reason is has been said by the last frame. */
  close(reason: CloseReason): void {
    if (!this.isOpen) return
    this.#traffic.closed(reason)
    this.#cut = this.#timers.after(CLOSE_MS, () => this.#response.destroy())
    this.#response.end()
  }

  /** Ends it at once, with whatever still waits. */
  cut(): void {
    this.#response.destroy()
  }
}
