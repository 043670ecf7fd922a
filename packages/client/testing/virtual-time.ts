import type { Timers } from '../src/ports/timers.ts'

interface Alarm {
  readonly at: number
  readonly run: () => void
}

/** Time that passes only when a test says so. */
export class VirtualTime implements Timers {
  #now = 0
  readonly #alarms = new Set<Alarm>()

  /** How many timers wait. */
  get waiting(): number {
    return this.#alarms.size
  }

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const alarm = { at: this.#now + ms, run }
    this.#alarms.add(alarm)
    return () => this.#alarms.delete(alarm)
  }

  /** Lets so many milliseconds pass, with all that happens in them. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await settled()
    for (;;) {
      const next = [...this.#alarms].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#alarms.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await settled()
    }
    this.#now = end
  }
}

/** All promises that can go on without time have. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
