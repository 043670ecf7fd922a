import type { Tallymark } from 'tallymark'
import { Callers, singleRead } from '../callers.ts'
import { type Crowd, messageName, readingsInTurn, userName } from '../crowd.ts'
import { type Database, ROWS_WORDS, type RowsWay } from '../database.ts'
import type { Effort } from '../effort.ts'
import type { Figure, Target } from '../figure.ts'
import type { Scenario } from '../scenario.ts'

const MESSAGES = 1_000
const SCROLLS = 10

/** The rows that ours is held against, and what is asked for. */
interface Plan {
  readonly rows: RowsWay
  readonly single: Target
  readonly scroll: Target
}

/**
 * What 1,000 readers of 1,000 messages leave on the disk, one by one and in ten scrolls each: by how much the database grows, as it is then. Quick:
 * 50 readers one by one.
 */
export const disk = (plan: Plan): Scenario => ({
  names: ['disk.single', 'disk.scroll'],
  measure: (effort, database) => measure(plan, effort, database),
})

async function measure(plan: Plan, effort: Effort, database: Database): Promise<readonly Figure[]> {
  const crowd: Crowd = { conversations: 1, members: 1 + (effort.isQuick ? 50 : 1_000), messages: MESSAGES }
  const marks = (crowd.members - 1) * MESSAGES
  const theirs = (await rowsBytes(database, plan.rows, crowd)) / marks
  const single = (await ourBytes(database, crowd, (tallymark) => oneByOne(tallymark, crowd))) / marks
  const scrollers: Crowd = { ...crowd, members: 1_001 }
  const scroll = await ourBytes(database, scrollers, (tallymark) => inScrolls(tallymark, scrollers))
  return [
    {
      name: 'disk.single',
      value: single,
      unit: 'B/mark',
      against: `${ROWS_WORDS[plan.rows]}: ${theirs.toFixed(1)} B (${marks} marks each)`,
      ratio: theirs / single,
      target: plan.single,
    },
    {
      name: 'disk.scroll',
      value: scroll / 1e6,
      unit: 'MB',
      against: `${ROWS_WORDS[plan.rows]}: ${((theirs * 1_000 * MESSAGES) / 1e6).toFixed(1)} MB`,
      ratio: (theirs * 1_000 * MESSAGES) / scroll,
      target: plan.scroll,
    },
  ]
}

/** How much a place grows by what is marked in it. */
async function ourBytes(
  database: Database,
  crowd: Crowd,
  mark: (tallymark: Tallymark) => Promise<void>,
): Promise<number> {
  await using place = await database.filled(crowd)
  const before = await place.bytes()
  const tallymark = await place.tallymark()
  await mark(tallymark)
  await tallymark.close()
  return (await place.bytes()) - before
}

async function oneByOne(tallymark: Tallymark, crowd: Crowd): Promise<void> {
  const done = await new Callers(crowd, 500).work(Number.POSITIVE_INFINITY, (reading) =>
    tallymark.markRead(singleRead(crowd, reading)),
  )
  if (done !== (crowd.members - 1) * crowd.messages) throw new Error('not everything was marked')
}

async function inScrolls(tallymark: Tallymark, crowd: Crowd): Promise<void> {
  for (let scroll = 1; scroll <= SCROLLS; scroll += 1) {
    const upToMessageId = messageName((scroll * MESSAGES) / SCROLLS)
    const all = Array.from({ length: crowd.members - 1 }, (_, i) =>
      tallymark.bulkMarkRead({ conversationId: 'c0', recipientId: userName(crowd, 0, 2 + i), upToMessageId }),
    )
    await Promise.all(all)
  }
}

/** The same marks in rows. Only the rows are written, many in a transaction: bytes are asked for, not time. */
async function rowsBytes(database: Database, way: RowsWay, crowd: Crowd): Promise<number> {
  await using rows = await database.rows(way, crowd)
  const before = await rows.bytes()
  await rows.leave(readingsInTurn(crowd, 500))
  return (await rows.bytes()) - before
}
