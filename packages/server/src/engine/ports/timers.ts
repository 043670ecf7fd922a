/** Lets time pass. */
export interface Timers {
  /** Milliseconds of a clock that never goes back; only differences mean anything. */
  now(): number
  /** Runs once after so many milliseconds, unless it is cancelled before. */
  after(ms: number, run: () => void): Timer
  /** Runs in the next turn of the event loop. */
  soon(run: () => void): void
}

export interface Timer {
  cancel(): void
}

/** The process's own. A timer keeps the process alive until it is cancelled or has run. */
export const SYSTEM_TIMERS: Timers = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return { cancel: () => clearTimeout(timer) }
  },
  soon: (run) => {
    setImmediate(run)
  },
}
