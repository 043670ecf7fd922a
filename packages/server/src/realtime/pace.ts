import type { Timer, Timers } from '../engine/ports/timers.ts'

/** How long to wait before trying again what failed, in milliseconds. */
const RETRY_MS = 1_000

/**
 * Runs something that is asked for again and again: at once if it rested, else once at the end of a window of time, however often it
 * was asked for within (FED3). Whatever is asked for while it runs is another asking.
 */
export class Pace {
  readonly #timers: Timers
  readonly #run: () => Promise<number>
  readonly #onFault: (fault: unknown) => void
  #state: 'rests' | 'runs' | 'waits' | 'ended' = 'rests'
  #isWanted = false
  #timer: Timer | undefined

  /** `run` says how long the window is to be after it, in milliseconds. */
  constructor(timers: Timers, run: () => Promise<number>, onFault: (fault: unknown) => void) {
    this.#timers = timers
    this.#run = run
    this.#onFault = onFault
  }

  /** Whether the next asking would run at once. */
  get rests(): boolean {
    return this.#state === 'rests'
  }

  ask(): void {
    this.#isWanted = true
    if (this.#state !== 'rests') return
    this.#state = 'runs'
    // What comes together in one turn of the loop goes together.
    this.#timers.soon(() => this.#start())
  }

  end(): void {
    this.#state = 'ended'
    this.#timer?.cancel()
  }

  #start(): void {
    if (this.#state === 'ended') return
    this.#state = 'runs'
    this.#isWanted = false
    this.#run().then(
      (windowMs) => this.#wait(windowMs),
      (fault: unknown) => {
        this.#onFault(fault)
        this.#isWanted = true
        this.#wait(RETRY_MS)
      },
    )
  }

  #wait(ms: number): void {
    if (this.#state === 'ended') return
    this.#state = 'waits'
    this.#timer = this.#timers.after(ms, () => {
      this.#state = 'rests'
      if (this.#isWanted) this.#start()
    })
  }
}
