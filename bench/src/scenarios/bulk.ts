import { type Crowd, messageName, type Reading, userName } from '../crowd.ts'
import { type Database, ROWS_WORDS, type RowsWay } from '../database.ts'
import type { Effort } from '../effort.ts'
import { type Figure, ms } from '../figure.ts'
import type { Scenario } from '../scenario.ts'
import { type Timed, timesOf } from '../times.ts'
import { figureName } from './marks.ts'

const MESSAGES = 10_000
const NAME = 'bulk.10000'

/** A quick run lets the brief's way read this share of the messages statement by statement, and multiplies. */
const QUICK_SHARE = 20

/** What ours is held against, with the least ratio to it; `null` for what is there to be known. `one` is the same of one message. */
type Yardsticks = Readonly<Partial<Record<RowsWay | 'one', number | null>>>

/**
 * Reading 10,000 messages in one call, each time by somebody who has read nothing yet. The brief's way is held against it as the
 * brief has it, statement by statement. All of it in one transaction is a figure of its own without a target: the one flush to
 * the disk that ours cannot do without is no 300th part of that.
 */
export const bulk = (yardsticks: Yardsticks): Scenario => ({
  names: namesOf(yardsticks).map((against) => figureName(NAME, against)),
  measure: (effort, database) => measure(yardsticks, effort, database),
})

const namesOf = (yardsticks: Yardsticks) => Object.keys(yardsticks) as readonly (RowsWay | 'one')[]

async function measure(yardsticks: Yardsticks, effort: Effort, database: Database): Promise<readonly Figure[]> {
  await using open = new AsyncDisposableStack()
  const crowd: Crowd = { conversations: 1, members: 400, messages: MESSAGES }
  const place = open.use(await database.filled(crowd))
  const tallymark = await place.tallymark()
  const upTo = (member: number, seq: number) =>
    tallymark.bulkMarkRead({
      conversationId: 'c0',
      recipientId: userName(crowd, 0, member),
      upToMessageId: messageName(seq),
    })
  const others: Timed[] = []
  for (const way of namesOf(yardsticks)) {
    if (way === 'one') others.push({ name: 'one', call: (turn) => upTo(3 + 2 * turn, 1) })
    else {
      const rows = open.use(await database.rows(way, crowd))
      others.push(rowsTimed(way, effort, (upTo) => rows.bulkMarkRead(upTo)))
    }
  }
  const times = await timesOf([{ name: 'all', call: (turn) => upTo(2 + 2 * turn, MESSAGES) }, ...others], effort)
  await tallymark.close()
  return figuresOf(yardsticks, { ...times, brief: shareOf('brief', effort) * (times.brief ?? 0) })
}

function rowsTimed(way: RowsWay, effort: Effort, read: (upTo: Reading) => unknown): Timed {
  const seq = MESSAGES / shareOf(way, effort)
  const calls = effort.isQuick ? 1 : 3
  return {
    name: way,
    call: (turn) => read({ conversation: 0, member: 2 + turn, seq }),
    calls: way === 'brief' ? calls : 3 * calls,
  }
}

const shareOf = (way: RowsWay, { isQuick }: Effort): number => (isQuick && way === 'brief' ? QUICK_SHARE : 1)

function figuresOf(yardsticks: Yardsticks, times: Readonly<Record<string, number>>): readonly Figure[] {
  const all = times.all ?? 0
  return namesOf(yardsticks).map((against) => {
    const theirs = times[against] ?? 0
    const ratio = yardsticks[against] ?? null
    return {
      name: figureName(NAME, against),
      value: all,
      unit: 'ms',
      against: `${against === 'one' ? 'one message' : ROWS_WORDS[against]}: ${ms(theirs)}`,
      ratio: theirs / all,
      ...(ratio !== null && { target: { ratio } }),
    }
  })
}
