import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { PROJECT } from '../house/source-file.ts'
import { MUTANTS } from './mutants.ts'
import { planted } from './plant-mutant.ts'

/** The mutants that are tried in every run; `npm run simulate:teeth` tries all. */
const EACH_RUN = [
  'trailing-update-lost',
  'private-read-shown',
  'slow-never-catches-up',
  'leaver-stays',
  'failed-commit-answered',
]
/** Within so many seeds each must be found. */
const WITHIN = 10_000

const names = process.env.TALLYMARK_TEETH === undefined ? EACH_RUN : Object.keys(MUTANTS)

/** The seeds it takes to find a mutant, by a process that has it in its code. */
async function seedsToFind(name: string): Promise<number> {
  const args = ['--conditions=tallymark-source', join(PROJECT, 'tests/simulation/hunt.ts')]
  const hunt = [...args, '--mutant', name, '--from', '1', '--to', String(WITHIN), '--most', '1']
  const outcome = await promisify(execFile)(process.execPath, hunt, { cwd: PROJECT }).catch(
    (error: { stdout: string; stderr: string }) => error,
  )
  const [, seeds, failed] = /^(\d+) seeds, (\d+) failed/m.exec(outcome.stdout) ?? []
  if (seeds === undefined) throw new Error(outcome.stderr)
  return failed === '1' ? Number(seeds) : Number.POSITIVE_INFINITY
}

describe('bugs that are planted', () => {
  test.each(names)('[FED1] the simulation finds %s', { timeout: 600_000 }, async (name) => {
    const seeds = await seedsToFind(name)
    if (process.env.TALLYMARK_TEETH !== undefined) console.log(`${name}: ${seeds}`)
    expect(seeds).toBeLessThanOrEqual(WITHIN)
  })

  test('there are at least 20, and each has its place in the code', () => {
    expect(Object.keys(MUTANTS).length).toBeGreaterThanOrEqual(20)
    for (const mutant of Object.values(MUTANTS))
      expect(planted(mutant, readFileSync(join(PROJECT, mutant.file), 'utf8'))).toContain(mutant.put)
  })
})
