import type { Mutation } from '../oracle/mutations.ts'
import { formatHistory } from './format-history.ts'
import type { NewGround } from './ground.ts'
import { randomHistory } from './random-history.ts'
import { runHistory } from './run-history.ts'
import { type Shrunk, shrinkHistory } from './shrink-history.ts'

/** Runs the history of a seed and gives a report of its failure, shrunk to one line that can be replayed; nothing if it holds. */
export async function huntSeed(seed: number, newGround: NewGround): Promise<string | undefined> {
  const history = randomHistory(seed)
  const difference = await runHistory(history, { checks: seed, newGround })
  return difference === undefined ? undefined : `seed ${seed}: ${await reportOf({ history, difference }, newGround)}`
}

/** A failing history as its smallest line, and where the library and the oracle part. */
async function reportOf(failing: Shrunk, newGround: NewGround): Promise<string> {
  const { question } = failing.difference
  const checks = question === undefined ? [] : [question]
  const { history, difference } = await shrinkHistory(failing, (shorter) => runHistory(shorter, { checks, newGround }))
  const { where, expected, actual } = difference
  return `${formatHistory(history)}\n  ${where}\n  oracle: ${expected}\n  engine: ${actual}`
}

/** How many seeds it takes, from `first` on, until a fault of the oracle shows; more than `most` if it never does. */
export async function seedsToFind(mutation: Mutation, first: number, most: number): Promise<number> {
  for (let i = 1; i <= most; i += 1) {
    const seed = first + i - 1
    if ((await runHistory(randomHistory(seed), { checks: seed, mutations: [mutation] })) !== undefined) return i
  }
  return Number.POSITIVE_INFINITY
}
