import { expect, test } from 'vitest'
import { runSeeds, SEEDS, timeoutMs } from './seeds.ts'

// Half of the seeds a file, so that two workers share them. A long hunt: `npm run simulate -- --to 100000`.
test(`[FED1] [FED8] [FED10] ${SEEDS.toLocaleString('en')} simulated worlds end as they should, those with an odd seed`, {
  timeout: timeoutMs(SEEDS),
}, async () => {
  expect(await runSeeds(1, 2)).toEqual([])
})
