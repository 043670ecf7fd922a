import { expect, test } from 'vitest'
import { seedsToFind } from '../../packages/server/testing/histories/hunt.ts'
import { MUTATIONS, type Mutation } from '../../packages/server/testing/oracle/mutations.ts'

// The oracle is told to have a fault, which must show as a difference. TALLYMARK_TEETH=1 seeks each from three seeds, and prints how many it takes.

/** Each fault is sought from these seeds on, and must be found within so many of them. */
const STARTS = process.env.TALLYMARK_TEETH === undefined ? [1_001] : [1_001, 5_001, 9_001]
const WITHIN = 400

for (const mutation of Object.keys(MUTATIONS) as Mutation[]) {
  test(`[${MUTATIONS[mutation]}] histories find the fault ${mutation}`, { timeout: 120_000 }, async () => {
    const seeds: number[] = []
    for (const start of STARTS) seeds.push(await seedsToFind(mutation, start, WITHIN))
    seeds.sort((a, b) => a - b)
    if (process.env.TALLYMARK_TEETH !== undefined) console.log(`${mutation}: ${seeds.join(', ')}`)
    expect(seeds.at(-1), `seeds needed: ${seeds.join(', ')}`).toBeLessThanOrEqual(WITHIN)
  })
}
