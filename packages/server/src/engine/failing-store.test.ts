import { isRefusal } from '@tallymark/core'
import { expect, test } from 'vitest'
import { type Fault, faultyStore } from '../../testing/faulty-store.ts'
import { pictureOf, SCRIPT, type Step } from '../../testing/script.ts'
import { openSqliteStore } from '../storage/sqlite/open-sqlite-store.ts'
import { createEngine, DEFAULT_LIMITS, type Engine } from './engine.ts'
import type { Store } from './ports/store.ts'
import { StoreError } from './ports/store-error.ts'

/** What a run of the script came to. */
interface Run {
  readonly answers: readonly unknown[]
  readonly picture: string
  readonly calls: number
  readonly retries: number
}

/** One answer of a command: what it came to, `undefined` if the store failed. */
async function outcomeOf(asked: Promise<unknown>): Promise<unknown> {
  try {
    const outcome = await asked
    const outcomes = Array.isArray(outcome) ? outcome : [outcome]
    return outcomes.some((one) => isRefusal(one) && one.refused === 'storage_unavailable') ? undefined : outcome
  } catch (error) {
    if (error instanceof StoreError) return undefined
    throw error
  }
}

/** Does all commands of a step together, and again together those that the store failed, until it fails none. */
async function play(step: Step, engine: Engine): Promise<{ answers: readonly unknown[]; retries: number }> {
  const answers: unknown[] = step.commands.map(() => undefined)
  for (let retries = 0; ; retries += 1) {
    const open = [...answers.keys()].filter((i) => answers[i] === undefined)
    if (open.length === 0) return { answers, retries: retries - 1 }
    const outcomes = await Promise.all(
      open.map((i) => outcomeOf((step.commands[i] as Step['commands'][number])(engine))),
    )
    open.forEach((place, i) => {
      const outcome = outcomes[i]
      const isDone = retries > 0 && isRefusal(outcome) && outcome.refused === step.whenDone
      answers[place] = isDone ? 'done' : outcome
    })
  }
}

async function run(fault?: Fault): Promise<Run> {
  const lasting: Store = await openSqliteStore({ file: ':memory:' })
  const faulty = faultyStore(lasting, fault)
  const options = { ...DEFAULT_LIMITS, onFault: () => {} }
  const engine = createEngine(faulty.store, { now: () => 1_000 }, options)
  const truth = createEngine(lasting, { now: () => 1_000 }, options)
  const answers: unknown[] = []
  let retries = 0
  for (const step of SCRIPT) {
    const played = await play(step, engine)
    answers.push(...played.answers)
    retries += played.retries
  }
  await engine.stop()
  const done = { answers, picture: await pictureOf(truth), calls: faulty.calls(), retries }
  await lasting.close()
  return done
}

/** An answer without what tells a first time from a second. */
const regardless = (answer: unknown): string =>
  JSON.stringify(answer, (key, value) => (key === 'isNew' ? undefined : value))

const clean = await run()

test('[STO5] the script itself: without a fault every command is done at the first try', () => {
  expect(clean.retries).toBe(0)
  expect(clean.answers.length).toBeGreaterThanOrEqual(60)
  expect(clean.answers.filter(isRefusal)).toEqual([])
  expect(clean.calls).toBeGreaterThan(70)
  expect(JSON.parse(clean.picture)[3][1].read).toBe('1:20')
})

for (const when of ['before', 'after'] as const)
  test(`[STO5] [RCP5] whichever call of the store fails ${when === 'before' ? 'undone' : 'after it was done'}: no false acknowledgement, no crash, the same state in the end`, {
    timeout: 120_000,
  }, async () => {
    for (let call = 1; call <= clean.calls; call += 1) {
      const failing = await run({ call, when })
      expect(failing.retries, `call ${call} did fail`).toBe(1)
      const about = `call ${call} of ${clean.calls}, ${when}`
      expect(failing.picture === clean.picture, `${about}: the state in the end is the same`).toBe(true)
      failing.answers.forEach((answer, i) => {
        if (answer !== 'done') expect(regardless(answer), `${about}, answer ${i}`).toBe(regardless(clean.answers[i]))
      })
    }
  })

test('[RCP5] an acknowledged answer is in the store at that moment, whichever call fails', {
  timeout: 120_000,
}, async () => {
  for (let call = 1; call <= clean.calls; call += 1) {
    const lasting = await openSqliteStore({ file: ':memory:' })
    const options = { ...DEFAULT_LIMITS, onFault: () => {} }
    const engine = createEngine(faultyStore(lasting, { call, when: 'before' }).store, { now: () => 1_000 }, options)
    const truth = createEngine(lasting, { now: () => 1_000 }, options)
    for (const step of SCRIPT) {
      const { retries } = await play(step, engine)
      if (retries === 0) continue
      const copy = await pictureOf(truth)
      // Doing an acknowledged step again changes nothing: it was there.
      if (step.whenDone === undefined) await play(step, truth)
      expect((await pictureOf(truth)) === copy, `call ${call}: it was there`).toBe(true)
    }
    await lasting.close()
  }
})
