import type { Timers } from '../ports/timers.ts'
import { keep } from './keep.ts'

/** How long the last subscriber may be gone before nobody is taken to look: a page may take a part off and put it on again at once. */
const LINGER_MS = 1_000

/** A value to look at and to subscribe to; both functions can be handed on as they are. */
export interface View<Snapshot> {
  /** The value, the same object until it changes; never changed in place. */
  readonly getSnapshot: () => Snapshot
  /** Calls a listener after each change of the value; gives back how to end that. */
  readonly subscribe: (listener: () => void) => () => void
}

/** A view that is shown its values (CLT3). */
export class ShownView<Snapshot> implements View<Snapshot> {
  readonly #listeners = new Set<{ readonly listener: () => void }>()
  readonly #timers: Timers
  readonly #onWatched: ((isWatched: boolean) => void) | undefined
  #snapshot: Snapshot
  #offLinger: (() => void) | undefined
  #isWatched: boolean

  /** Calls back when somebody looks first, and when nobody has for a moment; without a callback it is always taken to be watched. */
  constructor(snapshot: Snapshot, timers: Timers, onWatched?: (isWatched: boolean) => void) {
    this.#snapshot = snapshot
    this.#timers = timers
    this.#onWatched = onWatched
    this.#isWatched = !onWatched
  }

  readonly getSnapshot = (): Snapshot => this.#snapshot

  readonly subscribe = (listener: () => void): (() => void) => {
    // One function may subscribe twice.
    const subscription = { listener }
    this.#listeners.add(subscription)
    this.#offLinger?.()
    if (!this.#isWatched) this.#turn(true)
    return () => {
      if (this.#listeners.delete(subscription) && this.#listeners.size === 0 && this.#onWatched)
        this.#offLinger = this.#timers.after(LINGER_MS, () => this.#turn(false))
    }
  }

  /** Whether anybody looks, or did a moment ago. */
  get isWatched(): boolean {
    return this.#isWatched
  }

  /** The value is this now; subscribers hear of it if that is a change. */
  show(snapshot: Snapshot): void {
    const kept = keep(this.#snapshot, snapshot)
    if (Object.is(kept, this.#snapshot)) return
    this.#snapshot = kept
    for (const { listener } of [...this.#listeners]) callSafely(listener)
  }

  /** Ends what waits. */
  close(): void {
    this.#offLinger?.()
  }

  #turn(isWatched: boolean): void {
    this.#isWatched = isWatched
    this.#onWatched?.(isWatched)
  }
}

/** What the application throws is its own: it is reported as uncaught, and nothing here stops for it. */
export function callSafely(listener: () => void): void {
  try {
    listener()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
