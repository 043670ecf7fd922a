import { openTallymark } from 'tallymark'
import { type Crowd, messageName, userName } from './crowd.ts'
import { fillTallymark } from './fill-tallymark.ts'
import { briefsMessage, briefsUser, fillBriefsDatabase, type openBriefsDatabase } from './sqlite/briefs-schema.ts'
import { BriefsWay } from './sqlite/briefs-way.ts'

/** The message that is looked at. It was read by three quarters of its recipients, by each in a call of its own. */
export const SEQ = 150

/** A conversation of so many recipients and 200 messages. */
export const crowdOf = (recipients: number): Crowd => ({ conversations: 1, members: recipients + 1, messages: 200 })

const isReader = (member: number): boolean => member % 4 !== 0

const readersOf = ({ members }: Crowd): readonly number[] =>
  Array.from({ length: members - 1 }, (_, i) => i + 2).filter(isReader)

/** Those who have read nothing, to mark a message between two questions, each once. */
export function markingOf({ members }: Crowd, turn: number): number {
  const member = 4 * (turn + 1)
  if (member > members) throw new Error('there are more turns than members who mark')
  return member
}

/** A member as the library names it. */
export const reader = (crowd: Crowd, member: number) => ({
  conversationId: 'c0',
  recipientId: userName(crowd, 0, member),
})

/** The crowd's conversation on a file, with what was read of it. */
export async function ourPart(file: string, crowd: Crowd) {
  await fillTallymark(file, crowd)
  const tallymark = await openTallymark({ database: `file:${file}` })
  const readers = readersOf(crowd).map((member) => reader(crowd, member))
  await Promise.all(readers.map((one) => tallymark.bulkMarkRead({ ...one, upToMessageId: messageName(100) })))
  await Promise.all(readers.map((one) => tallymark.markRead({ ...one, messageId: messageName(SEQ) })))
  return tallymark
}

/** The same the brief's way. */
export function briefsPart(database: ReturnType<typeof openBriefsDatabase>, crowd: Crowd): BriefsWay {
  fillBriefsDatabase(database, crowd)
  const brief = new BriefsWay(database)
  brief.inTransaction(() => {
    const readers = readersOf(crowd).map((member) => briefsUser(crowd, 0, member))
    for (const one of readers) brief.bulkMarkRead(1, one, briefsMessage(crowd, 0, 100))
    for (const one of readers) brief.writeStatus(briefsMessage(crowd, 0, SEQ), one)
  })
  return brief
}
