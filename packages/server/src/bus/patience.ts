import type { Timers } from '../engine/ports/timers.ts'

/** Waits for one thing at a time, and never for ever: for an answer until its deadline, or for some time to pass. */
export class Patience {
  readonly #timers: Timers
  #reject: ((why: Error) => void) | undefined
  #resolve: (() => void) | undefined
  #lost: Error | undefined

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** What is answered within so many milliseconds; else it rejects, as it does once it was lost. */
  async answer<Value>(ms: number, answer: Promise<Value>): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>()
    const timer = this.#timers.after(ms, () => reject(new Error(`no answer for ${ms / 1_000} seconds`)))
    answer.then(resolve, reject)
    this.#reject = reject
    if (this.#lost !== undefined) reject(this.#lost)
    try {
      return await promise
    } finally {
      this.#reject = undefined
      timer.cancel()
    }
  }

  /** Lets so many milliseconds pass, or fewer if it is woken; rejects once it was lost. */
  async rest(ms: number): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#resolve = resolve
    })
    const timer = this.#timers.after(ms, () => this.wake())
    this.#reject = () => this.wake()
    if (this.#lost !== undefined) this.wake()
    await woken
    this.#reject = undefined
    timer.cancel()
    if (this.#lost !== undefined) throw this.#lost
  }

  /** Ends a rest. */
  wake(): void {
    this.#resolve?.()
  }

  /** Nothing is worth waiting for any more, now and later. */
  lose(why: Error): void {
    this.#lost ??= why
    this.#reject?.(this.#lost)
  }
}
