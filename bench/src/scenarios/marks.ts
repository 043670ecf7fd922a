import { Callers, singleRead } from '../callers.ts'
import { countedStore } from '../counted-store.ts'
import { type Crowd, readingsInTurn } from '../crowd.ts'
import { type Bare, type Database, type Place, ROWS_WORDS, type Rows, type RowsWay } from '../database.ts'
import type { Effort } from '../effort.ts'
import type { Figure } from '../figure.ts'
import { createEngine, DEFAULT_LIMITS, markReadInput, SYSTEM_CLOCK } from '../inside.ts'
import { ratesOf, type Way } from '../rates.ts'
import type { Scenario } from '../scenario.ts'
import { inTurn } from '../work-in-turn.ts'

/** How many callers wait for a mark at any moment. */
export const CALLERS = 256

/** What ours is held against, and the least ratio to it; `null` for what is there to be known. */
export type Yardsticks = Readonly<Partial<Record<RowsWay | 'bare', number | null>>>

/** Durable marks a second, one message each, in conversations of one size: ours against rows and against the bare store. */
export const marks = (crowd: Crowd, yardsticks: Yardsticks): Scenario => {
  const name = `marks.${crowd.members}`
  return {
    names: namesOf(yardsticks).map((against) => figureName(name, against)),
    measure: (effort, database) =>
      measure(name, effort.isQuick ? { ...crowd, messages: crowd.messages / 2 } : crowd, yardsticks, effort, database),
  }
}

const namesOf = (yardsticks: Yardsticks) => Object.keys(yardsticks) as readonly (RowsWay | 'bare')[]

/** The brief's way is what every figure is held against that has nothing behind its name. */
export const figureName = (name: string, against: string): string => (against === 'brief' ? name : `${name}.${against}`)

async function measure(
  name: string,
  crowd: Crowd,
  yardsticks: Yardsticks,
  effort: Effort,
  database: Database,
): Promise<readonly Figure[]> {
  await using open = new AsyncDisposableStack()
  const place = open.use(await database.filled(crowd))
  const callers = new Callers(crowd, CALLERS)
  const batch = await meanBatch(crowd, place, callers, effort)
  const others: Way[] = []
  for (const against of namesOf(yardsticks)) {
    if (against === 'bare') others.push(bareWay(open.use(await bareOf(database, crowd)), crowd, batch))
    else others.push(rowsWay(against, open.use(await database.rows(against, crowd)), crowd))
  }
  const tallymark = await place.tallymark()
  const ours: Way = {
    name: 'ours',
    work: (until) => callers.work(until, (reading) => tallymark.markRead(singleRead(crowd, reading))),
  }
  const rates = await ratesOf([ours, ...others], effort)
  await tallymark.close()
  return namesOf(yardsticks).map((against) => figureOf(name, against, yardsticks[against] ?? null, batch, rates))
}

function figureOf(
  name: string,
  against: RowsWay | 'bare',
  ratio: number | null,
  batch: number,
  rates: Readonly<Record<string, number>>,
): Figure {
  const [ours = 0, theirs = 0] = [rates.ours, rates[against]]
  const words = against === 'bare' ? 'the bare store' : ROWS_WORDS[against]
  return {
    name: figureName(name, against),
    value: ours,
    unit: 'marks/s',
    against: `${words}: ${Math.round(theirs)} marks/s (ours in commits of ${batch})`,
    ratio: ours / theirs,
    ...(ratio !== null && { target: { ratio } }),
  }
}

/** How many marks our engine puts into a commit on average under these callers. */
async function meanBatch(crowd: Crowd, place: Place, callers: Callers, effort: Effort): Promise<number> {
  const count = { commits: 0, conflicts: 0 }
  const store = countedStore(await place.store(), count)
  const engine = createEngine(store, SYSTEM_CLOCK, { ...DEFAULT_LIMITS, onFault: console.error })
  const until = performance.now() + effort.roundMs
  const done = await callers.work(until, (reading) => engine.markRead(markReadInput.parse(singleRead(crowd, reading))))
  await engine.stop()
  await store.close()
  return Math.max(1, Math.round(done / count.commits))
}

function rowsWay(name: string, rows: Rows, crowd: Crowd): Way {
  const callers = new Callers(crowd, CALLERS)
  return { name, work: (until) => callers.work(until, (reading) => rows.markRead(reading)) }
}

async function bareOf(database: Database, crowd: Crowd): Promise<Bare> {
  if (database.bare === undefined) throw new Error(`there is no bare store on ${database.words}`)
  return database.bare(crowd)
}

const bareWay = (bare: Bare, crowd: Crowd, batch: number): Way =>
  inTurn('bare', readingsInTurn(crowd, CALLERS), batch, (readings) => bare.commit(readings))
