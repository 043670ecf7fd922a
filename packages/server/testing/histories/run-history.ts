import type { Mutation } from '../oracle/mutations.ts'
import { Oracle, type Question } from '../oracle/oracle.ts'
import { type Cast, castOf } from './cast.ts'
import { type Chance, chanceOf } from './chance.ts'
import { compareAnswer, compareOutcome, type Difference, isPaged } from './compare.ts'
import { type NewGround, sqliteGround } from './ground.ts'
import { type History, type Step, timeOf } from './history.ts'
import { allQuestions, mostQuestions, someQuestions } from './questions.ts'
import { openSubject, type Subject } from './subject.ts'

/** How closely a history is looked at. */
export interface Scrutiny {
  /**
   * All questions after each step; or some, as a seed draws them, and most at the end; or after each step those that are given, while
   * the outcomes of commands are compared in any case.
   */
  readonly checks: 'every' | number | readonly Question[]
  readonly mutations?: readonly Mutation[]
  /** Where the library keeps its data; on SQLite if nothing is said. */
  readonly newGround?: NewGround
}

interface Run {
  readonly subject: Subject
  readonly oracle: Oracle
  readonly cast: Cast
  readonly chance: Chance
  readonly checks: Scrutiny['checks']
  /** Whether versions and revisions are no longer comparable: commands that share a commit raise them once. */
  hasBatched: boolean
}

/** How often something is asked between two steps. */
const CHECK_BETWEEN = 0.06

/** Replays a history on the library and on the oracle, and gives the first thing that differs. */
export async function runHistory(
  history: History,
  { checks, mutations, newGround = sqliteGround }: Scrutiny,
): Promise<Difference | undefined> {
  const subject = await openSubject(history, newGround)
  const chance = chanceOf(typeof checks === 'number' ? checks : 1)
  const oracle = new Oracle({ maxRanges: history.maxRanges, mutations: mutations ?? [] })
  const run: Run = { subject, oracle, cast: castOf(history), chance, checks, hasBatched: false }
  try {
    for (const [i, step] of history.steps.entries()) {
      const difference = (await runStep(run, step, timeOf(i))) ?? (await look(run, i === history.steps.length - 1))
      if (difference !== undefined) return { ...difference, where: `after step ${i + 1}, ${difference.where}` }
    }
    return undefined
  } finally {
    await subject.close()
  }
}

async function runStep(run: Run, step: Step, at: number): Promise<Difference | undefined> {
  const difference = await doStep(run, step, at)
  const [fault] = run.subject.faults
  return fault === undefined ? difference : { where: 'the log of faults', expected: 'none', actual: String(fault) }
}

async function doStep(run: Run, step: Step, at: number): Promise<Difference | undefined> {
  const { subject, oracle } = run
  if (step.do === 'reopen') {
    await subject.reopen()
    return undefined
  }
  if (step.do === 'together') {
    run.hasBatched = true
    await Promise.all(step.commands.map((command) => subject.do(command, at)))
    for (const command of step.commands) oracle.do(command, at)
    return undefined
  }
  const actual = await subject.do(step.command, at)
  return comparableIn(run, compareOutcome(step.command, oracle.do(step.command, at), actual, oracle))
}

async function look(run: Run, isLast: boolean): Promise<Difference | undefined> {
  for (const question of questionsNow(run, isLast)) {
    const limit = isPaged(question) && run.chance.hits(0.3) ? run.chance.between(1, 3) : undefined
    const difference = comparableIn(run, await compareAnswer(question, run.subject, run.oracle, limit))
    if (difference !== undefined) return difference
  }
  return undefined
}

function questionsNow({ cast, oracle, chance, checks }: Run, isLast: boolean): readonly Question[] {
  if (checks === 'every') return allQuestions(cast, oracle)
  if (typeof checks !== 'number') return checks
  if (isLast) return mostQuestions(cast, oracle, chance)
  return chance.hits(CHECK_BETWEEN) ? someQuestions(cast, oracle, chance) : []
}

/** The difference, unless it lies only in counters that a shared commit raised once. */
function comparableIn({ hasBatched }: Run, difference: Difference | undefined): Difference | undefined {
  if (difference === undefined || !hasBatched) return difference
  const [expected, actual] = [withoutCounters(difference.expected), withoutCounters(difference.actual)]
  return expected === actual ? undefined : { ...difference, expected, actual }
}

const withoutCounters = (text: string): string => text.replaceAll(/"(version|revision)":\d+/g, '"$1":"any"')
