import { messageName } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import { type Figure, ms } from '../figure.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'
import { briefsMessage, briefsUser, openBriefsDatabase } from '../sqlite/briefs-schema.ts'
import { briefsPart, crowdOf, markingOf, ourPart, reader, SEQ } from '../status-parts.ts'
import { timesOf } from '../times.ts'

const CROWD = crowdOf(1_000)

/** Who has a message of 1,000 recipients (the first page of ours against all that the brief answers), and a screen of 50 summaries. */
export const status: Scenario = {
  names: ['status.1000', 'status.1000.changed', 'status.1000.all', 'summaries.50'],
  measure,
}

async function measure(effort: Effort): Promise<readonly Figure[]> {
  using folder = new ScratchFolder()
  const tallymark = await ourPart(folder.file('ours.db'), CROWD)
  const database = openBriefsDatabase(folder.file('brief.db'))
  const brief = briefsPart(database, CROWD)
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
        before: (turn) => tallymark.markRead({ ...reader(CROWD, markingOf(CROWD, turn)), messageId: messageName(1) }),
        call: () => tallymark.getMessageStatus(asked),
      },
      {
        name: 'briefChanged',
        before: (turn) => brief.markRead(briefsMessage(CROWD, 0, 1), briefsUser(CROWD, 0, markingOf(CROWD, turn))),
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
    against: `a row per recipient: ${ms(brief)}`,
    ratio: brief / page,
    target: { ratio: 3 },
  },
  {
    name: 'status.1000.changed',
    value: changed,
    unit: 'ms',
    against: `a row per recipient, after a mark too: ${ms(briefChanged)}`,
    ratio: briefChanged / changed,
  },
  {
    name: 'status.1000.all',
    value: all,
    unit: 'ms',
    against: `a row per recipient: ${ms(brief)}`,
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
