import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteStore } from '../storage/sqlite/open-sqlite-store.ts'
import { createEngine, DEFAULT_LIMITS } from './engine.ts'

const conversationId = 'c1' as ConversationId
const [alice, bob] = ['alice', 'bob'] as UserId[] as [UserId, UserId]
const m = (n: number): MessageId => `m${n}` as MessageId

/** An engine with alice and bob in a conversation, where each letter is a message: of alice, or of bob. */
async function setUp(messages: string) {
  const store = await openSqliteStore({ file: ':memory:' })
  const engine = createEngine(store, { now: () => 1_000 }, { ...DEFAULT_LIMITS, onFault: () => {} })
  onTestFinished(async () => {
    await engine.stop()
    await store.close()
  })
  const create = () => engine.createConversation({ conversationId, participants: [alice, bob] })
  const post = (n: number, of: string) =>
    engine.post({ conversationId, messageId: m(n), senderId: of === 'b' ? bob : alice })
  const read = (n: number) => engine.markRead({ conversationId, recipientId: bob, messageId: m(n) })
  await create()
  for (const [i, of] of [...messages].entries()) await post(1 + i, of)
  const bobNow = () => engine.getParticipant({ conversationId, userId: bob })
  return { engine, create, post, read, bobNow }
}

test('[ENG1] [RCP7] in one commit: a gap closes when a message of it is deleted before the mark beside it', async () => {
  const { engine, read, bobNow } = await setUp('aaaa')
  await Promise.all([read(1), engine.deleteMessage({ conversationId, messageId: m(2) }), read(3)])
  expect(await bobNow()).toMatchObject({ read: '1:3' })
})

test('[ENG1] [RCP7] in one commit: a gap that was counted before the deletion is counted again after it', async () => {
  const { engine, read, bobNow } = await setUp('aaaa')
  await Promise.all([read(1), read(3), engine.deleteMessage({ conversationId, messageId: m(2) }), read(4)])
  expect(await bobNow()).toMatchObject({ read: '1:4' })
})

test('[ENG1] [UNR1] a conversation removed and made again in one commit takes over nothing of the old one', async () => {
  const { engine, create, post, read, bobNow } = await setUp('aba')
  await Promise.all([
    engine.removeConversation({ conversationId }),
    create(),
    post(11, 'a'),
    post(12, 'a'),
    post(13, 'a'),
    read(11),
    read(13),
  ])
  expect(await bobNow()).toMatchObject({ read: '1,3' })
  expect(await engine.getUnread({ conversationId, userId: bob })).toMatchObject({ unreadCount: 1 })
})

test('[ENG1] [RCP5] a conversation created and removed in one commit takes no neighbour with it', async () => {
  const { engine, read, bobNow } = await setUp('aaa')
  const other = 'c2' as ConversationId
  const [, , mark] = await Promise.all([
    engine.createConversation({ conversationId: other }),
    engine.removeConversation({ conversationId: other }),
    read(2),
  ])
  expect(mark).toMatchObject({ read: '2' })
  expect(await bobNow()).toMatchObject({ read: '2' })
})
