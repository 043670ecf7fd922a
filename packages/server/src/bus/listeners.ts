import type { BusListener } from '../engine/ports/bus.ts'
import type { BusReport } from './bus-parts.ts'

/** Those who listen to one bus. One that throws is reported, and stops nobody else (BUS4). */
export class Listeners {
  readonly #report: BusReport
  /** Each with an object of its own, because the same listener may listen twice. */
  readonly #all = new Set<{ readonly listener: BusListener }>()

  constructor(report: BusReport) {
    this.#report = report
  }

  add(listener: BusListener): () => void {
    const one = { listener }
    this.#all.add(one)
    return () => {
      this.#all.delete(one)
    }
  }

  heard(text: string): void {
    this.#tell((listener) => listener.heard(text))
  }

  mayHaveMissed(): void {
    this.#tell((listener) => listener.mayHaveMissed())
  }

  /** Nobody listens any more. */
  clear(): void {
    this.#all.clear()
  }

  #tell(tell: (listener: BusListener) => void): void {
    for (const one of [...this.#all]) {
      if (!this.#all.has(one)) continue
      try {
        tell(one.listener)
      } catch (fault) {
        this.#report.threw(fault)
      }
    }
  }
}
