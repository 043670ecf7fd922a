import { openTallymark } from 'tallymark'
import { briefsMessage, briefsUser, fillBriefsDatabase, openBriefsDatabase } from '../briefs-schema.ts'
import { BriefsWay } from '../briefs-way.ts'
import { type Crowd, messageName, userName } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import { type Figure, ms } from '../figure.ts'
import { fillTallymark } from '../fill-tallymark.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'
import { timesOf } from '../times.ts'

const MESSAGES = 10_000

/** A quick run lets the brief's way read this share of the messages statement by statement, and multiplies. */
const QUICK_SHARE = 5

/**
 * Reading 10,000 messages in one call, each time by somebody who has read nothing yet. The brief's way is held against it as the
 * brief has it, statement by statement. All of it in one transaction is a figure of its own without a target: the one flush to
 * the disk that ours cannot do without is no 300th part of that.
 */
export const bulk: Scenario = { names: ['bulk.10000', 'bulk.10000.transaction', 'bulk.10000.one'], measure }

async function measure(effort: Effort): Promise<readonly Figure[]> {
  using folder = new ScratchFolder()
  const crowd: Crowd = { conversations: 1, members: 400, messages: MESSAGES }
  const file = folder.file('ours.db')
  await fillTallymark(file, crowd)
  const tallymark = await openTallymark({ database: `file:${file}` })
  const database = openBriefsDatabase(folder.file('brief.db'))
  fillBriefsDatabase(database, crowd)
  const brief = new BriefsWay(database)
  const upTo = (member: number, seq: number) =>
    tallymark.bulkMarkRead({
      conversationId: 'c0',
      recipientId: userName(crowd, 0, member),
      upToMessageId: messageName(seq),
    })
  const briefsUpTo = (member: number, seq: number) =>
    brief.bulkMarkRead(1, briefsUser(crowd, 0, member), briefsMessage(crowd, 0, seq))
  const share = effort.isQuick ? QUICK_SHARE : 1
  const calls = effort.isQuick ? 1 : 3
  const times = await timesOf(
    [
      { name: 'all', call: (turn) => upTo(2 + 2 * turn, MESSAGES) },
      { name: 'one', call: (turn) => upTo(3 + 2 * turn, 1) },
      { name: 'statements', call: (turn) => briefsUpTo(2 + turn, MESSAGES / share), calls },
      {
        name: 'transaction',
        call: (turn) => brief.inTransaction(() => briefsUpTo(100 + turn, MESSAGES)),
        calls: 3 * calls,
      },
    ],
    effort,
  )
  await tallymark.close()
  database.close()
  return figuresOf({ ...times, statements: share * (times.statements ?? 0) })
}

function figuresOf({ all = 0, one = 0, statements = 0, transaction = 0 }: Readonly<Record<string, number>>) {
  const shared = { value: all, unit: 'ms' }
  return [
    {
      ...shared,
      name: 'bulk.10000',
      against: `the brief's way, statement by statement: ${ms(statements)}`,
      ratio: statements / all,
      target: { ratio: 300 },
    },
    {
      ...shared,
      name: 'bulk.10000.transaction',
      against: `the brief's way, one transaction a call: ${ms(transaction)}`,
      ratio: transaction / all,
    },
    {
      ...shared,
      name: 'bulk.10000.one',
      against: `one message: ${ms(one)}`,
      ratio: one / all,
      target: { ratio: 1 / 1.5 },
    },
  ]
}
