import { describe, expect, test } from 'vitest'
import { simulate } from './simulation.ts'

/** Seeds that once failed, and what they showed. The worlds that they draw change with the workload; what they showed has a test of its own too. */
const KEPT: Readonly<Record<number, string>> = {
  118: 'an inbox that could not be loaded was never loaded again',
  155: 'a mark that waited while its user turned sharing off was shown',
  158: 'the truth of a conversation that was removed was held for that of its successor',
  315: 'a picture of a conversation that was removed passed for one of its successor, at the same version',
  857: 'a mark up to what its user could not see was taken for lost once that was shown',
  2066: 'an inbox took the truth of a conversation that was removed for that of its successor',
  90668: 'what a dying process had written was not known to the world',
  101237: 'marks of one who was erased were shown as those of whoever came anew under its id',
}

describe('seeds that failed once', () => {
  test.each(Object.entries(KEPT))('[FED1] seed %s: %s', { timeout: 30_000 }, async (seed) => {
    expect((await simulate(Number(seed))).failures).toEqual([])
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    '[FED1] the same seed gives the same: %i',
    { timeout: 60_000 },
    async (seed) => {
      expect((await simulate(seed)).digest).toBe((await simulate(seed)).digest)
    },
  )
})
