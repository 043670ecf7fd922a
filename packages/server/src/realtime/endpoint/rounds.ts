import type { Timer, Timers } from '../../engine/ports/timers.ts'

/** In how many steps a round is made, so that not all are visited at the same moment. */
const STEPS = 20

/** Visits each of many once in a period, with one timer for all of them; none runs while there is nobody to visit. */
export class Rounds<Item> {
  readonly #timers: Timers
  readonly #periodMs: number
  readonly #visit: (item: Item) => void
  /** When each is to be visited; who comes first here is due first, because the period is the same for all. */
  readonly #dueAt = new Map<Item, number>()
  #timer: Timer | undefined

  constructor(timers: Timers, periodMs: number, visit: (item: Item) => void) {
    this.#timers = timers
    this.#periodMs = periodMs
    this.#visit = visit
  }

  /** How many are visited. */
  get size(): number {
    return this.#dueAt.size
  }

  /** Visits one from now on, for the first time after a period. */
  add(item: Item): void {
    this.#dueAt.set(item, this.#timers.now() + this.#periodMs)
    this.#timer ??= this.#timers.after(this.#periodMs / STEPS, this.#step)
  }

  delete(item: Item): void {
    if (this.#dueAt.delete(item) && this.#dueAt.size === 0) this.#stop()
  }

  /** Visits nobody any more. */
  end(): void {
    this.#dueAt.clear()
    this.#stop()
  }

  readonly #step = (): void => {
    const now = this.#timers.now()
    for (const item of this.#due(now)) {
      // A visit may end others: those are no longer there.
      if (!this.#dueAt.delete(item)) continue
      this.#dueAt.set(item, now + this.#periodMs)
      this.#visit(item)
    }
    this.#timer = this.#dueAt.size === 0 ? undefined : this.#timers.after(this.#periodMs / STEPS, this.#step)
  }

  #due(now: number): readonly Item[] {
    const due: Item[] = []
    for (const [item, at] of this.#dueAt) {
      if (at > now) break
      due.push(item)
    }
    return due
  }

  #stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }
}
