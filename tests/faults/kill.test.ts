import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { chanceOf } from '../../packages/server/testing/histories/chance.ts'
import { addressIn, TallymarkProcess } from '../cli/tallymark-process.ts'
import { integrityOf, keptIn } from './kept.ts'
import { Ledger } from './ledger.ts'
import { load } from './load.ts'
import { ServerUnderLoad } from './server-under-load.ts'

/** Half of them on one database and half on another at the same time. */
const ROUNDS = 30
const KEY = 'tmk_of_this_test_alone_and_of_no_other_place'
const folder = mkdtempSync(join(tmpdir(), 'tallymark-kill-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (file: string): TallymarkProcess =>
  new TallymarkProcess(['serve', '--database', `file:${file}`, '--port', '0', '--log-level', 'error'], {
    env: { TALLYMARK_API_KEY: KEY, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  })

/** A process leaves what it compiled to the next only if it ends by itself. */
async function fillCompileCache(): Promise<void> {
  await using server = start(join(folder, 'first.db'))
  await server.banner()
  await server.stop()
}

/** Starts the server, puts load on it and kills it after a while. */
async function killUnderLoad(file: string, ledger: Ledger, afterMs: number): Promise<void> {
  await using server = start(file)
  using target = new ServerUnderLoad(addressIn(await server.banner()), KEY)
  await target.prepare()
  const before = ledger.size
  const loading = load(target, ledger)
  while (ledger.size === before) await pause(1)
  await pause(afterMs)
  const { signal } = await server.stop('SIGKILL')
  expect(signal).toBe('SIGKILL')
  await loading
}

/** Kills servers of one database one after the other; how much was acknowledged and found again. */
async function rounds(name: string, seed: number, count: number): Promise<number> {
  const file = join(folder, `${name}.db`)
  const chance = chanceOf(seed)
  const ledger = new Ledger()
  for (let round = 1; round <= count; round += 1) {
    await killUnderLoad(file, ledger, chance.between(10, 500))
    expect(ledger.lost(await keptIn(file)), `lost in round ${round} of ${name}`).toBe(0)
    expect(integrityOf(file), `after round ${round} of ${name}`).toBe('ok')
  }
  return ledger.size
}

test('[STO2] every acknowledged mark is there after kill -9 in the middle of load, 30 times', {
  timeout: 120_000,
}, async () => {
  await fillCompileCache()
  const sizes = await Promise.all([rounds('one', 5, ROUNDS / 2), rounds('other', 6, ROUNDS / 2)])
  console.info(`kill -9: ${ROUNDS} rounds, ${sizes[0] + sizes[1]} acknowledged, 0 lost`)
})
