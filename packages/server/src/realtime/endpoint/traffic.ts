import type { CloseReason, ServerFrame } from '@tallymark/core'
import type { Frame } from '../frame.ts'

/** How many pipes are open, and what left by all of them since the start. */
export class Traffic {
  readonly #frames = new Map<ServerFrame['type'], number>()
  readonly #closes = new Map<CloseReason, number>()
  #open = 0

  /** How many pipes are open; one that is closing still is. */
  get open(): number {
    return this.#open
  }

  /** How many frames of each type were sent. */
  get frames(): ReadonlyMap<ServerFrame['type'], number> {
    return this.#frames
  }

  /** How many connections were closed, by the reason. */
  get closes(): ReadonlyMap<CloseReason, number> {
    return this.#closes
  }

  opened(): void {
    this.#open += 1
  }

  ended(): void {
    this.#open -= 1
  }

  sent(frames: readonly Frame[]): void {
    for (const { said } of frames) this.#frames.set(said.type, (this.#frames.get(said.type) ?? 0) + 1)
  }

  closed(reason: CloseReason): void {
    this.#closes.set(reason, (this.#closes.get(reason) ?? 0) + 1)
  }
}
