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

const CROWD: Crowd = { conversations: 1, members: 1_001, messages: 200 }
/** The message that is looked at. It was read by three quarters of its recipients, by each in a call of its own. */
const SEQ = 150
const READERS = Array.from({ length: 1_000 }, (_, i) => i + 2).filter((member) => member % 4 !== 0)

/** Who marks a message as read between two questions, each once: members who have read nothing. */
const MARKING = Array.from({ length: 250 }, (_, i) => 4 * (i + 1))

/** Who has a message of 1,000 recipients (the first page of ours against all that the brief answers), and a screen of 50 summaries. */
export const status: Scenario = {
  names: ['status.1000', 'status.1000.changed', 'status.1000.all', 'summaries.50'],
  measure,
}

async function measure(effort: Effort): Promise<readonly Figure[]> {
  using folder = new ScratchFolder()
  const tallymark = await ourPart(folder.file('ours.db'))
  const database = openBriefsDatabase(folder.file('brief.db'))
  const brief = briefsPart(database)
  const asked = { conversationId: 'c0', messageId: messageName(SEQ) }
  const summaries = (messages: number) =>
    tallymark.getSummaries({
      conversationId: 'c0',
      messageIds: Array.from({ length: messages }, (_, i) => messageName(SEQ - i)),
    })
  const times = await timesOf(
    [
      { name: 'page', call: () => tallymark.getMessageStatus(asked) },
      { name: 'all', call: () => tallymark.getMessageStatus({ ...asked, limit: 1_000 }) },
      {
        name: 'changed',
        before: (turn) => tallymark.markRead({ ...reader(marking(turn)), messageId: messageName(1) }),
        call: () => tallymark.getMessageStatus(asked),
      },
      {
        name: 'briefChanged',
        before: (turn) => brief.markRead(briefsMessage(CROWD, 0, 1), briefsUser(CROWD, 0, marking(turn))),
        call: () => brief.getMessageStatus(briefsMessage(CROWD, 0, SEQ)),
      },
      { name: 'brief', call: () => brief.getMessageStatus(briefsMessage(CROWD, 0, SEQ)) },
      { name: 'fifty', call: () => summaries(50) },
      { name: 'one', call: () => summaries(1) },
    ],
    effort,
  )
  await tallymark.close()
  database.close()
  return figuresOf(times)
}

const reader = (member: number) => ({ conversationId: 'c0', recipientId: userName(CROWD, 0, member) })

/** The member who marks in this turn; each does so once. */
function marking(turn: number): number {
  const member = MARKING[turn]
  if (member === undefined) throw new Error('there are more turns than members who mark')
  return member
}

async function ourPart(file: string) {
  await fillTallymark(file, CROWD)
  const tallymark = await openTallymark({ database: `file:${file}` })
  await Promise.all(
    READERS.map((member) => tallymark.bulkMarkRead({ ...reader(member), upToMessageId: messageName(100) })),
  )
  await Promise.all(READERS.map((member) => tallymark.markRead({ ...reader(member), messageId: messageName(SEQ) })))
  return tallymark
}

function briefsPart(database: ReturnType<typeof openBriefsDatabase>): BriefsWay {
  fillBriefsDatabase(database, CROWD)
  const brief = new BriefsWay(database)
  brief.inTransaction(() => {
    for (const member of READERS) brief.bulkMarkRead(1, briefsUser(CROWD, 0, member), briefsMessage(CROWD, 0, 100))
    for (const member of READERS) brief.writeStatus(briefsMessage(CROWD, 0, SEQ), briefsUser(CROWD, 0, member))
  })
  return brief
}

const figuresOf = ({
  page = 0,
  changed = 0,
  all = 0,
  brief = 0,
  briefChanged = 0,
  fifty = 0,
  one = 0,
}: Readonly<Record<string, number>>) => [
  {
    name: 'status.1000',
    value: page,
    unit: 'ms',
    against: `the brief's way: ${ms(brief)}`,
    ratio: brief / page,
    target: { ratio: 3 },
  },
  {
    name: 'status.1000.changed',
    value: changed,
    unit: 'ms',
    against: `the brief's way, after a mark too: ${ms(briefChanged)}`,
    ratio: briefChanged / changed,
  },
  {
    name: 'status.1000.all',
    value: all,
    unit: 'ms',
    against: `the brief's way: ${ms(brief)}`,
    ratio: brief / all,
  },
  {
    name: 'summaries.50',
    value: fifty,
    unit: 'ms',
    against: `the summary of one: ${ms(one)}`,
    ratio: one / fifty,
    target: { ratio: 0.2 },
  },
]
