import { parseArgs } from 'node:util'
import { plantMutant } from './plant-mutant.ts'

// By hand: `npm run simulate -- --to 100000` hunts, `--from 7 --to 7 --print` shows all that happens in one, `--mutant NAME` plants a bug.
const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    to: { type: 'string', default: '1000' },
    most: { type: 'string', default: '3' },
    mutant: { type: 'string' },
    print: { type: 'boolean', default: false },
  },
})

if (values.mutant !== undefined) plantMutant(values.mutant)
// Only now, so that the bug is in what is loaded.
const { simulate } = await import('./simulation.ts')

const startedAt = performance.now()
let failed = 0
let seeds = 0
for (let seed = Number(values.from); seed <= Number(values.to) && failed < Number(values.most); seed += 1) {
  const { failures } = await simulate(seed, { print: values.print })
  seeds += 1
  if (failures.length === 0) continue
  failed += 1
  console.log(`seed ${seed}:\n  ${failures.slice(0, 2).join('\n  ')}`)
}
const seconds = (performance.now() - startedAt) / 1_000
console.log(`${seeds} seeds, ${failed} failed, ${(seeds / seconds).toFixed(1)} seeds a second`)
process.exitCode = failed > 0 ? 1 : 0
