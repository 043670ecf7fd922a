import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { canCompile, compiledShim } from './compiled-shim.ts'
import { type CrashFigures, crashRounds, crashRoundsOnTwo } from './crash-rounds.ts'

const folder = mkdtempSync(join(tmpdir(), 'tallymark-power-'))
const asItShouldBe = { synchronous: 'full', acknowledgesEarlyMs: 0, startsEmpty: false } as const
let shim = ''

beforeAll(() => {
  if (canCompile) shim = compiledShim('power-loss', folder)
})

beforeEach(({ skip }) => skip(!canCompile, 'needs a C compiler: there is no cc'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function said(title: string, { acknowledged, lost, syncs, damaged }: CrashFigures): void {
  console.info(`${title}: ${acknowledged} acknowledged, ${lost} lost, ${syncs} syncs, ${damaged} damaged`)
}

test('[STO2] 30 losses of all that was not synced lose no acknowledged mark', { timeout: 90_000 }, async () => {
  const file = join(folder, 'all.db')
  const figures = await crashRoundsOnTwo({ ...asItShouldBe, file, shim, rounds: 30, seed: 1, loss: 'all' })
  said('power loss, all that was not synced', figures)
  expect(figures).toMatchObject({ lost: 0, damaged: 0 })
  expect(figures.acknowledged).toBeGreaterThan(300)
  expect(figures.syncs).toBeGreaterThan(30)
})

test('[STO2] 16 losses of sectors by chance lose no acknowledged mark', { timeout: 90_000 }, async () => {
  const file = join(folder, 'sectors.db')
  const figures = await crashRoundsOnTwo({ ...asItShouldBe, file, shim, rounds: 16, seed: 2, loss: 'sectors' })
  said('power loss, unsynced sectors by chance', figures)
  expect(figures).toMatchObject({ lost: 0, damaged: 0 })
  expect(figures.acknowledged).toBeGreaterThan(150)
})

test('[STO2] the same losses do lose acknowledged marks with synchronous off', { timeout: 60_000 }, async () => {
  const options = { ...asItShouldBe, synchronous: 'off', startsEmpty: true } as const
  const figures = await crashRounds({ ...options, file: join(folder, 'off.db'), shim, rounds: 3, seed: 3, loss: 'all' })
  said('control: synchronous off', figures)
  expect(figures.acknowledged).toBeGreaterThan(0)
  expect(figures.lost).toBeGreaterThan(0)
})

test('[RCP5] the same losses do lose marks that are acknowledged before their commit', {
  timeout: 60_000,
}, async () => {
  const options = { ...asItShouldBe, acknowledgesEarlyMs: 10, startsEmpty: true }
  const figures = await crashRounds({
    ...options,
    file: join(folder, 'early.db'),
    shim,
    rounds: 3,
    seed: 4,
    loss: 'all',
  })
  said('control: acknowledged before the commit', figures)
  expect(figures).toMatchObject({ damaged: 0 })
  expect(figures.lost).toBeGreaterThan(0)
})
