import type { Reading } from './crowd.ts'
import type { Way } from './rates.ts'

/** A way that does its work at once, so many marks at a time. */
export const inTurn = (
  name: string,
  readings: Generator<Reading>,
  batch: number,
  commit: (readings: readonly Reading[]) => void,
): Way => ({
  name,
  work: async (untilMs) => {
    let done = 0
    while (performance.now() < untilMs) {
      const some: Reading[] = []
      while (some.length < batch) {
        const next = readings.next()
        if (next.done === true) return done
        some.push(next.value)
      }
      commit(some)
      done += some.length
    }
    return done
  },
})
