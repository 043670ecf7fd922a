import type { Timer, Timers } from '../src/engine/ports/timers.ts'

interface Waiting {
  readonly at: number
  readonly run: () => void
}

/** Time that passes only when a test says so. What is to run soon runs by itself. */
export class HandTimers implements Timers {
  #now = 0
  readonly #waiting = new Set<Waiting>()

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): Timer {
    const waiting = { at: this.#now + ms, run }
    this.#waiting.add(waiting)
    return { cancel: () => this.#waiting.delete(waiting) }
  }

  soon(run: () => void): void {
    setImmediate(run)
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Lets so much time pass; what is due runs at its time, in order. */
  pass(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const [next] = [...this.#waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#waiting.delete(next)
      this.#now = next.at
      next.run()
    }
    this.#now = end
  }
}
