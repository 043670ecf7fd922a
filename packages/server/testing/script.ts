import type { ConversationId, MessageId, RefusalCode, UserId } from '@tallymark/core'
import type { Engine } from '../src/engine/engine.ts'
import { seqs } from './store-contract/sample-rows.ts'

/** One step of a script: commands that are sent together. */
export interface Step {
  readonly commands: readonly ((engine: Engine) => Promise<unknown>)[]
  /** What its commands are refused with when they were already done, if not answered as before. */
  readonly whenDone?: RefusalCode
}

const c = (n: number): ConversationId => `c${n}` as ConversationId
const u = (name: string): UserId => name as UserId
const m = (n: number): MessageId => `m${n}` as MessageId
const conversationId = c(1)
const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map(u) as [UserId, UserId, UserId, UserId]

const step = (...commands: Step['commands']): Step => ({ commands })
const post =
  (n: number, senderId: UserId, silent = false) =>
  (engine: Engine) =>
    engine.post({ conversationId, messageId: m(n), senderId, silent })
const read = (recipientId: UserId, n: number) => (engine: Engine) =>
  engine.markRead({ conversationId, recipientId, messageId: m(n) })
const readUpTo = (recipientId: UserId, n: number) => (engine: Engine) =>
  engine.markRead({ conversationId, recipientId, upToMessageId: m(n) })
const delivered = (recipientId: UserId, text: string) => (engine: Engine) =>
  engine.markDelivered({ conversationId, recipientId, seqs: seqs(text) })

/** About sixty commands of every kind, alone and together. */
export const SCRIPT: readonly Step[] = [
  step((engine) => engine.putUser({ userId: alice, userName: 'Alice' })),
  step((engine) => engine.createConversation({ conversationId, participants: [alice, bob, carol] })),
  step((engine) =>
    engine.createConversation({ conversationId: c(2), participants: [bob], settings: { headline: 'any' } }),
  ),
  step(...[1, 2, 3].map((n) => post(n, alice))),
  step(read(bob, 1), delivered(carol, '1:3')),
  step(post(4, bob), post(5, alice, true)),
  step(read(bob, 3)),
  step(read(bob, 5)),
  step((engine) => engine.deleteMessage({ conversationId, messageId: m(2) })),
  step(...[6, 7, 8, 9].map((n) => post(n, n % 2 === 0 ? alice : carol))),
  step(read(bob, 7), read(bob, 9), read(alice, 9)),
  step((engine) => engine.markRead({ conversationId, recipientId: bob, messageId: m(8), private: true })),
  step((engine) => engine.setSharing({ conversationId, userId: carol, sharing: 'nothing' })),
  step(readUpTo(carol, 8)),
  step((engine) => engine.markUnread({ conversationId, recipientId: bob, fromMessageId: m(7) })),
  step((engine) => engine.join({ conversationId, userId: dave, history: 'all' })),
  step(readUpTo(dave, 4), delivered(dave, '1:9')),
  step((engine) => engine.leave({ conversationId, userId: carol }), post(10, dave), read(bob, 10)),
  step((engine) => engine.join({ conversationId, userId: carol }), post(11, alice)),
  step(readUpTo(carol, 11)),
  step((engine) =>
    engine.markMany([
      { conversationId, recipientId: bob, kind: 'read', messageId: m(11) },
      { conversationId, recipientId: dave, kind: 'delivered', messageId: m(11) },
    ]),
  ),
  step((engine) => engine.getMessageStatus({ conversationId, messageId: m(6), viewerId: alice })),
  step((engine) => engine.getSummaries({ conversationId, fromMessageId: m(1), toMessageId: m(11) })),
  step((engine) => engine.getUnread({ conversationId, userId: bob })),
  step((engine) => engine.getInbox({ userId: dave })),
  step((engine) => engine.putUser({ userId: bob, userName: 'Bob', sharing: 'delivered' })),
  step(...Array.from({ length: 12 }, (_, i) => post(12 + i, i % 3 === 0 ? bob : alice))),
  step(...[13, 15, 17, 19].map((n) => read(dave, n)), ...[14, 16, 18].map((n) => read(carol, n))),
  { commands: [(engine) => engine.eraseUser({ userId: dave })], whenDone: 'unknown_user' },
  { commands: [(engine) => engine.removeConversation({ conversationId: c(2) })], whenDone: 'unknown_conversation' },
  step((engine) => engine.createConversation({ conversationId, settings: { visibility: 'sender' } })),
  step(readUpTo(bob, 20), readUpTo(carol, 23)),
]

/** All that can be asked after the script, as text. */
export async function pictureOf(engine: Engine): Promise<string> {
  const people = [alice, bob, carol, dave]
  const ids = Array.from({ length: 23 }, (_, i) => m(1 + i))
  return JSON.stringify([
    await engine.getConversation({ conversationId }),
    await engine.getConversation({ conversationId: c(2) }),
    await Promise.all(people.map((userId) => engine.getUser({ userId }))),
    await Promise.all(people.map((userId) => engine.getParticipant({ conversationId, userId }))),
    await Promise.all(people.map((userId) => engine.getUnread({ conversationId, userId }))),
    await Promise.all(people.map((userId) => engine.getInbox({ userId }))),
    await Promise.all(ids.map((messageId) => engine.getMessageStatus({ conversationId, messageId }))),
  ])
}
