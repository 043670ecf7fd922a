import { openTallymark } from 'tallymark'
import { type Crowd, messageName, userName } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import { type Figure, ms } from '../figure.ts'
import { fillTallymark } from '../fill-tallymark.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'
import { briefsMessage, briefsUser, fillBriefsDatabase, openBriefsDatabase } from '../sqlite/briefs-schema.ts'
import { BriefsWay } from '../sqlite/briefs-way.ts'
import { timesOf } from '../times.ts'

const CROWD: Crowd = { conversations: 1, members: 10, messages: 100_000 }
const FEW: Crowd = { ...CROWD, messages: 10 }
const [BEHIND, ABREAST] = [2, 3]

/**
 * The unread count of somebody who has read nothing of 100,000 messages: against a conversation that has ten, and against somebody
 * who has read all of the 100,000 but ten.
 */
export const unread: Scenario = { names: ['unread.100000', 'unread.100000.abreast', 'unread.100000.brief'], measure }

async function measure(effort: Effort): Promise<readonly Figure[]> {
  using folder = new ScratchFolder()
  const tallymark = await filled(folder.file('many.db'), CROWD)
  const few = await filled(folder.file('few.db'), FEW)
  const of = (member: number) => ({ conversationId: 'c0', userId: userName(CROWD, 0, member) })
  await tallymark.bulkMarkRead({
    conversationId: 'c0',
    recipientId: userName(CROWD, 0, ABREAST),
    upToMessageId: messageName(CROWD.messages - 10),
  })
  const database = openBriefsDatabase(folder.file('brief.db'))
  fillBriefsDatabase(database, CROWD)
  const brief = new BriefsWay(database)
  brief.inTransaction(() =>
    brief.bulkMarkRead(1, briefsUser(CROWD, 0, ABREAST), briefsMessage(CROWD, 0, CROWD.messages - 10)),
  )
  const times = await timesOf(
    [
      { name: 'behind', call: () => tallymark.getUnread(of(BEHIND)) },
      { name: 'few', call: () => few.getUnread(of(BEHIND)) },
      { name: 'abreast', call: () => tallymark.getUnread(of(ABREAST)) },
      { name: 'brief', call: () => brief.countUnread(1, briefsUser(CROWD, 0, BEHIND)), calls: 5 },
    ],
    effort,
  )
  for (const open of [tallymark, few, database]) await open.close()
  return figuresOf(times)
}

async function filled(file: string, crowd: Crowd) {
  await fillTallymark(file, crowd)
  return openTallymark({ database: `file:${file}` })
}

function figuresOf({
  behind = 0,
  few = 0,
  abreast = 0,
  brief = 0,
}: Readonly<Record<string, number>>): readonly Figure[] {
  const shared = { value: behind, unit: 'ms' }
  return [
    {
      ...shared,
      name: 'unread.100000',
      against: `10 unread of 10: ${ms(few)}`,
      ratio: few / behind,
      target: { ratio: 0.5 },
    },
    {
      ...shared,
      name: 'unread.100000.abreast',
      against: `10 unread of 100000: ${ms(abreast)}`,
      ratio: abreast / behind,
      target: { ratio: 0.5 },
    },
    {
      ...shared,
      name: 'unread.100000.brief',
      against: `a row per message and recipient, counted by a query: ${ms(brief)}`,
      ratio: brief / behind,
    },
  ]
}
