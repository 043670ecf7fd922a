import type { Clock } from '../engine/ports/clock.ts'
import type { Store } from '../engine/ports/store.ts'

/** How long the store may take to answer. */
const PATIENCE_MS = 2_000
/** How long its answer is good for. */
const FRESH_MS = 1_000

/** Whether the store answers, asked at most once a second however often one wants to know. */
export class StorePulse {
  readonly #store: Pick<Store, 'check'>
  readonly #clock: Clock
  #asking: Promise<boolean> | undefined
  #beats = false
  #askedAt = Number.NEGATIVE_INFINITY

  constructor(store: Pick<Store, 'check'>, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Whether the store can be written; false as well if it takes longer than 2 seconds to say so. */
  isBeating(): Promise<boolean> {
    const age = this.#clock.now() - this.#askedAt
    if (age >= 0 && age < FRESH_MS) return Promise.resolve(this.#beats)
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #ask(): Promise<boolean> {
    const patience = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => patience.resolve(false), PATIENCE_MS)
    const answer = this.#store.check().then(
      () => true,
      () => false,
    )
    this.#beats = await Promise.race([answer, patience.promise])
    clearTimeout(timer)
    this.#askedAt = this.#clock.now()
    return this.#beats
  }
}
