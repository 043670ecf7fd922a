import { messageName } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import { type Figure, ms } from '../figure.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'
import { briefsMessage, openBriefsDatabase } from '../sqlite/briefs-schema.ts'
import { briefsPart, crowdOf, markingOf, ourPart, reader, SEQ } from '../status-parts.ts'
import { type Timed, timesOf } from '../times.ts'

const CROWD = crowdOf(1_000)
const FEW = crowdOf(10)

/** Who has a message of 1,000 recipients, first page, of a conversation that somebody watches, so that it is in memory. */
export const watchedStatus: Scenario = {
  names: ['status.watched', 'status.watched.of.10', 'status.watched.changed'],
  measure,
}

async function measure(effort: Effort): Promise<readonly Figure[]> {
  using folder = new ScratchFolder()
  const many = await watched(folder.file('many.db'), CROWD)
  const few = await watched(folder.file('few.db'), FEW)
  const database = openBriefsDatabase(folder.file('brief.db'))
  const brief = briefsPart(database, CROWD)
  const asked = { conversationId: 'c0', messageId: messageName(SEQ) }
  const ours = (of: typeof many) => () => of.getMessageStatus(asked)
  const theBriefs = () => brief.getMessageStatus(briefsMessage(CROWD, 0, SEQ))
  const { page, ten, changed, theirs } = (await timesOf(
    [
      again('page', ours(many)),
      again('ten', ours(few)),
      {
        name: 'changed',
        before: (turn) => many.markRead({ ...reader(CROWD, markingOf(CROWD, turn)), messageId: messageName(1) }),
        call: ours(many),
      },
      again('theirs', theBriefs),
    ],
    effort,
  )) as Record<'page' | 'ten' | 'changed' | 'theirs', number>
  await Promise.all([many.close(), few.close()])
  database.close()
  const against = `a row per recipient: ${ms(theirs)}`
  return [
    { name: 'status.watched', value: page, unit: 'ms', against, ratio: theirs / page, target: { ratio: 50 } },
    {
      name: 'status.watched.of.10',
      value: ten,
      unit: 'ms',
      against: `of 1,000 recipients: ${ms(page)}`,
      ratio: ten / page,
      target: { ratio: 1 / 3 },
    },
    { name: 'status.watched.changed', value: changed, unit: 'ms', against, ratio: theirs / changed },
  ]
}

/**
 * A call that is timed the second time in a row. The first after something else takes several times as long where processes compete for the cores, and
 * after milliseconds of anything: a loop that does nothing for 7 ms before it made 14 µs 157.
 */
const again = (name: string, call: () => unknown): Timed => ({ name, before: call, call })

/** A conversation that is watched, once its first picture is there. */
async function watched(file: string, crowd: typeof CROWD) {
  const tallymark = await ourPart(file, crowd)
  await new Promise<void>((resolve) => {
    tallymark.watch({ conversationId: 'c0' }, () => resolve())
  })
  return tallymark
}
