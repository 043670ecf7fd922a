import type { Timers } from '../ports/timers.ts'

/** The longest that a timer of a browser waits. */
const LONGEST_MS = 2 ** 31 - 1

/** The machine's own timers. */
export const systemTimers: Timers = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, LONGEST_MS))
    return () => clearTimeout(timer)
  },
}
