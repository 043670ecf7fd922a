import { type Channel, readChannel } from './channel.ts'
import type { Chat } from './chat.ts'
import type { ChatStore } from './chat-store.ts'
import { CROWD_MEMBERS } from './crowd-members.ts'
import { CROWD, FIRST_CONTENT, type FirstConversation } from './first-content.ts'
import type { Sample } from './host.ts'
import { PEOPLE } from './people.ts'
import type { Mark, Receipts } from './receipts.ts'

/** Who of the demo looks into the replayed channel, and how many of its newest messages each has not read. */
const CHANNEL_UNREAD = { ana: 40, bo: 700, cy: 0 }

/** What a start works with. */
export interface BeginParts {
  readonly store: ChatStore
  readonly receipts: Receipts
  readonly chat: Chat
  readonly sample: Sample | undefined
}

/**
 * Makes sure that the chat and Tallymark agree: puts the first content into both of them, or tells Tallymark what it
 * missed. Where one of the two has lost what the other holds, the demo begins anew.
 */
export async function begin(parts: BeginParts): Promise<void> {
  const { store, receipts, chat, sample } = parts
  await Promise.all(PEOPLE.map((person) => receipts.putPerson(person)))
  const isKnown = await Promise.all(store.conversations().map((one) => receipts.hasConversation(one.conversationId)))
  if (!store.isReady || isKnown.includes(false)) await beginAnew(parts)
  else await Promise.all(store.conversations().map(({ conversationId }) => chat.heal(conversationId)))
  const hasChannel = store.conversations().some(({ kind }) => kind === 'channel')
  if (sample !== undefined && !hasChannel) await addChannel(parts, await readChannel(sample))
}

async function beginAnew({ store, receipts, chat }: BeginParts): Promise<void> {
  await Promise.all(FIRST_CONTENT.map(({ conversationId }) => receipts.removeConversation(conversationId)))
  const now = Date.now()
  store.atOnce(() => {
    store.clear()
    for (const conversation of FIRST_CONTENT) keep(store, conversation, now)
  })
  await Promise.all(FIRST_CONTENT.map((one) => receipts.createConversation(one.conversationId, everyoneIn(one))))
  await Promise.all(FIRST_CONTENT.map(({ conversationId }) => chat.heal(conversationId)))
  await receipts.markMany([...FIRST_CONTENT.flatMap(marksOf), ...crowdMarks()])
  store.setReady()
}

function keep(store: ChatStore, { conversationId, title, kind, members, messages }: FirstConversation, now: number) {
  store.addConversation({ conversationId, title, kind, others: conversationId === CROWD ? CROWD_MEMBERS.length : 0 })
  for (const userId of members) store.enter(conversationId, userId, 'all')
  messages.forEach(([senderId, minutesAgo, text], i) => {
    const sentAt = new Date(now - minutesAgo * 60_000).toISOString()
    const messageId = idOf(conversationId, i + 1)
    store.addMessage({ conversationId, messageId, senderId, text, lengthHint: text.length, sentAt, deleted: false })
  })
}

const idOf = (conversationId: string, number: number): string => `${conversationId}-${number}`

const everyoneIn = ({ conversationId, members }: FirstConversation): readonly string[] =>
  conversationId === CROWD ? [...members, ...CROWD_MEMBERS.map(({ userId }) => userId)] : members

const marksOf = ({ conversationId, seen }: FirstConversation): readonly Mark[] =>
  seen.flatMap(([recipientId, read, delivered]) => [
    { conversationId, kind: 'delivered' as const, recipientId, upToMessageId: idOf(conversationId, delivered) },
    { conversationId, kind: 'read' as const, recipientId, upToMessageId: idOf(conversationId, read) },
  ])

/** Of the five hundred all have read the first message, some the second one, and most have the third. */
const crowdMarks = (): readonly Mark[] =>
  CROWD_MEMBERS.flatMap(({ userId: recipientId }, i) => {
    const mark = { conversationId: CROWD, recipientId }
    return [
      { ...mark, kind: 'read' as const, upToMessageId: idOf(CROWD, i % 5 < 3 ? 2 : 1) },
      ...(i % 10 < 9 ? [{ ...mark, kind: 'delivered' as const, upToMessageId: idOf(CROWD, 3) }] : []),
    ]
  })

/** Lets some people of the demo into the replayed channel, as if they had been there: they may read all of it. */
async function addChannel({ store, receipts }: BeginParts, { conversationId, messages, others }: Channel) {
  const people = Object.keys(CHANNEL_UNREAD)
  for (const userId of people) await receipts.join(conversationId, userId, 'all')
  // Privately: what the channel's own people read stays as it was.
  const marks = Object.entries(CHANNEL_UNREAD).flatMap(([recipientId, unread]): readonly Mark[] => {
    const upTo = messages[messages.length - 1 - unread]
    if (upTo === undefined) return []
    return [{ conversationId, kind: 'read', recipientId, upToMessageId: upTo.messageId, private: true }]
  })
  if (marks.length > 0) await receipts.markMany(marks)
  store.atOnce(() => {
    store.addConversation({ conversationId, title: 'A real channel, 2007', kind: 'channel', others })
    for (const userId of people) store.enter(conversationId, userId, 'all')
    for (const message of messages) store.addMessage(message, true)
  })
}
