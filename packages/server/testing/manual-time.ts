import type { Timer, Timers } from '../src/engine/ports/timers.ts'

interface Due {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** Time that passes only when it is told to; what happens at the same moment happens in the order it was asked for. */
export class ManualTime implements Timers {
  #now = 0
  #order = 0
  readonly #due = new Set<Due>()
  /** What the wall clock says beside it, in milliseconds since 1970. */
  clockNow = Date.UTC(2030, 0, 1)

  now(): number {
    return this.#now
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#due.size
  }

  after(ms: number, run: () => void): Timer {
    this.#order += 1
    const due: Due = { at: this.#now + ms, order: this.#order, run }
    this.#due.add(due)
    return { cancel: () => this.#due.delete(due) }
  }

  soon(run: () => void): void {
    setImmediate(run)
  }

  /** Lets everything that takes no time come to its end. */
  async settle(turns = 12): Promise<void> {
    for (let i = 0; i < turns; i += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Lets time pass, timer by timer. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    await this.settle()
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#due.delete(next)
      this.clockNow += next.at - this.#now
      this.#now = next.at
      next.run()
      await this.settle()
    }
    this.clockNow += until - this.#now
    this.#now = until
  }

  #next(until: number): Due | undefined {
    let first: Due | undefined
    for (const due of this.#due)
      if (
        due.at <= until &&
        (first === undefined || due.at < first.at || (due.at === first.at && due.order < first.order))
      )
        first = due
    return first
  }
}
