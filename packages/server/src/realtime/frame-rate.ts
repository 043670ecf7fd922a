const BURST = 10

/** How many frames a client may send: so many a second, and a burst of ten times as many: enough to watch anew all that a connection may (CON4). */
export class FrameRate {
  readonly #perSecond: number
  #left: number
  #at: number

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond
    this.#left = BURST * perSecond
    this.#at = now
  }

  /** Whether one more is allowed now. */
  take(now: number): boolean {
    this.#left = Math.min(BURST * this.#perSecond, this.#left + ((now - this.#at) * this.#perSecond) / 1_000)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
