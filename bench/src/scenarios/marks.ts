import { openTallymark } from 'tallymark'
import { BareStore } from '../bare-store.ts'
import { briefsMessage, briefsUser, fillBriefsDatabase, openBriefsDatabase } from '../briefs-schema.ts'
import { BriefsWay } from '../briefs-way.ts'
import { Callers } from '../callers.ts'
import { countedStore } from '../counted-store.ts'
import { type Crowd, type Reading, readingsInTurn } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import type { Figure } from '../figure.ts'
import { fillTallymark } from '../fill-tallymark.ts'
import { createEngine, DEFAULT_LIMITS, markReadInput, openSqliteStore, SYSTEM_CLOCK } from '../inside.ts'
import { ratesOf, type Way } from '../rates.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'
import { inTurn } from '../work-in-turn.ts'

/** How many callers wait for a mark at any moment. */
export const CALLERS = 256

/** Durable marks a second, one message each, in conversations of one size: ours, the brief's way and the bare store. */
export const marks = (crowd: Crowd, target: number): Scenario => {
  const name = `marks.${crowd.members}`
  return {
    names: [name, `${name}.transaction`, `${name}.bare`],
    measure: (effort) =>
      measure(name, effort.isQuick ? { ...crowd, messages: crowd.messages / 2 } : crowd, target, effort),
  }
}

async function measure(name: string, crowd: Crowd, target: number, effort: Effort): Promise<readonly Figure[]> {
  using folder = new ScratchFolder()
  const [ourFile, bareFile] = [folder.file('ours.db'), folder.file('bare.db')]
  await fillTallymark(ourFile, crowd)
  await fillTallymark(bareFile, crowd)
  const callers = new Callers(crowd, CALLERS)
  const batch = await meanBatch(ourFile, callers, effort)
  const tallymark = await openTallymark({ database: `file:${ourFile}` })
  const bare = new BareStore(bareFile)
  const own = briefsDatabase(folder.file('own.db'), crowd)
  const one = briefsDatabase(folder.file('one.db'), crowd)
  const rates = await ratesOf(
    [
      { name: 'ours', work: (until) => callers.work(until, tallymark.markRead) },
      briefsWay('asWritten', crowd, own, (mark) => mark()),
      briefsWay('transaction', crowd, one, (mark, way) => way.inTransaction(mark)),
      bareWay(bare, crowd, batch),
    ],
    effort,
  )
  await tallymark.close()
  for (const open of [bare, own, one]) open.close()
  return figuresOf(name, target, batch, rates)
}

function figuresOf(
  name: string,
  target: number,
  batch: number,
  { ours = 0, bare = 0, asWritten = 0, transaction = 0 }: Readonly<Record<string, number>>,
): readonly Figure[] {
  const shared = { value: ours, unit: 'marks/s' }
  const perSecond = (rate: number): string => `${Math.round(rate)} marks/s`
  return [
    {
      ...shared,
      name,
      against: `the brief's way, as it is written: ${perSecond(asWritten)}`,
      ratio: ours / asWritten,
      target: { ratio: target },
    },
    {
      ...shared,
      name: `${name}.transaction`,
      against: `the brief's way, one transaction a mark: ${perSecond(transaction)}`,
      ratio: ours / transaction,
    },
    {
      ...shared,
      name: `${name}.bare`,
      against: `the bare store, batches of ${batch}: ${perSecond(bare)}`,
      ratio: ours / bare,
      target: { ratio: 0.5 },
    },
  ]
}

/** How many marks our engine puts into a commit on average under these callers. */
async function meanBatch(file: string, callers: Callers, effort: Effort): Promise<number> {
  const count = { commits: 0 }
  const store = countedStore(await openSqliteStore({ file }), count)
  const engine = createEngine(store, SYSTEM_CLOCK, { ...DEFAULT_LIMITS, onFault: console.error })
  const until = performance.now() + effort.roundMs
  const done = await callers.work(until, (read) => engine.markRead(markReadInput.parse(read)))
  await engine.stop()
  await store.close()
  return Math.max(1, Math.round(done / count.commits))
}

function briefsDatabase(file: string, crowd: Crowd) {
  const database = openBriefsDatabase(file)
  fillBriefsDatabase(database, crowd)
  return database
}

function briefsWay(
  name: string,
  crowd: Crowd,
  database: ReturnType<typeof openBriefsDatabase>,
  call: (mark: () => void, way: BriefsWay) => void,
): Way {
  const way = new BriefsWay(database)
  const readings = readingsInTurn(crowd, CALLERS)
  return inTurn(name, readings, 1, ([reading]) => {
    const { conversation, member, seq } = reading as Reading
    const [message, user] = [briefsMessage(crowd, conversation, seq), briefsUser(crowd, conversation, member)]
    call(() => way.markRead(message, user), way)
  })
}

const bareWay = (bare: BareStore, crowd: Crowd, batch: number): Way =>
  inTurn('bare', readingsInTurn(crowd, CALLERS), batch, (readings) => bare.commit(readings))
