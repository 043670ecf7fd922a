import { openTallymark, type Tallymark } from 'tallymark'
import { briefsMessage, briefsUser, fillBriefsDatabase, openBriefsDatabase } from '../briefs-schema.ts'
import { BriefsWay } from '../briefs-way.ts'
import { Callers } from '../callers.ts'
import { type Crowd, messageName, readingsInTurn, userName } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import type { Figure } from '../figure.ts'
import { fillTallymark } from '../fill-tallymark.ts'
import type { Scenario } from '../scenario.ts'
import { bytesOf, ScratchFolder } from '../scratch-folder.ts'

const MESSAGES = 1_000
const SCROLLS = 10

/** What 1,000 readers of 1,000 messages leave on the disk, one by one and in ten scrolls each. Quick: 50 readers one by one. */
export const disk: Scenario = { names: ['disk.single', 'disk.scroll'], measure }

async function measure(effort: Effort): Promise<readonly Figure[]> {
  const crowd: Crowd = { conversations: 1, members: 1 + (effort.isQuick ? 50 : 1_000), messages: MESSAGES }
  const marks = (crowd.members - 1) * MESSAGES
  const brief = briefsBytes(crowd) / marks
  const single = (await ourBytes(crowd, (tallymark) => oneByOne(tallymark, crowd))) / marks
  const scrollers: Crowd = { ...crowd, members: 1_001 }
  const scroll = await ourBytes(scrollers, (tallymark) => inScrolls(tallymark, scrollers))
  return [
    {
      name: 'disk.single',
      value: single,
      unit: 'B/mark',
      against: `the brief's way: ${brief.toFixed(1)} B (${marks} marks each)`,
      ratio: brief / single,
      target: { atMost: 60 },
    },
    {
      name: 'disk.scroll',
      value: scroll / 1e6,
      unit: 'MB',
      against: `the brief's way: ${((brief * 1_000 * MESSAGES) / 1e6).toFixed(1)} MB`,
      ratio: (brief * 1_000 * MESSAGES) / scroll,
      target: { atMost: 1 },
    },
  ]
}

/** How much a file grows by what is marked in it. Closing writes the whole log into the file. */
async function ourBytes(crowd: Crowd, mark: (tallymark: Tallymark) => Promise<void>): Promise<number> {
  using folder = new ScratchFolder()
  const file = folder.file('ours.db')
  await fillTallymark(file, crowd)
  const before = bytesOf(file)
  const tallymark = await openTallymark({ database: `file:${file}` })
  await mark(tallymark)
  await tallymark.close()
  return bytesOf(file) - before
}

async function oneByOne(tallymark: Tallymark, crowd: Crowd): Promise<void> {
  const done = await new Callers(crowd, 500).work(Number.POSITIVE_INFINITY, tallymark.markRead)
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

/** The same marks in the brief's way. Only the rows are written, many in a transaction: bytes are asked for, not time. */
function briefsBytes(crowd: Crowd): number {
  using folder = new ScratchFolder()
  const file = folder.file('brief.db')
  const database = openBriefsDatabase(file)
  fillBriefsDatabase(database, crowd)
  database.exec('pragma wal_checkpoint(truncate)')
  const before = bytesOf(file)
  const way = new BriefsWay(database)
  way.inTransaction(() => {
    for (const { seq, member } of readingsInTurn(crowd, 500))
      way.writeStatus(briefsMessage(crowd, 0, seq), briefsUser(crowd, 0, member))
  })
  database.close()
  return bytesOf(file) - before
}
