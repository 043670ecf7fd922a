import { expect, test } from 'vitest'
import { codeOf, openChat } from '../../../testing/chat.ts'

test('[SEQ1] messages get 1, 2, 3… of their own conversation, without gaps, also when posted all at once', async () => {
  await using chat = await openChat()
  await chat.tallymark.createConversation({ conversationId: 'c2', participants: ['alice'] })
  const posts = Array.from({ length: 40 }, (_, i) =>
    chat.tallymark.post({ conversationId: i % 2 === 0 ? 'c1' : 'c2', messageId: `m${i}`, senderId: 'alice' }),
  )
  const seqs = (await Promise.all(posts)).map(({ seq }) => seq)
  const ofC1 = seqs.filter((_, i) => i % 2 === 0)
  const ofC2 = seqs.filter((_, i) => i % 2 === 1)
  const expected = Array.from({ length: 20 }, (_, i) => i + 1)
  expect(ofC1.toSorted((a, b) => a - b)).toEqual(expected)
  expect(ofC2.toSorted((a, b) => a - b)).toEqual(expected)
})

test('[SEQ1] a post that is refused takes no seq', async () => {
  await using chat = await openChat()
  await chat.post('alice')
  expect(await codeOf(chat.post('mallory'))).toBe('not_a_participant')
  expect(await chat.tallymark.post({ conversationId: 'c1', messageId: 'next', senderId: 'bob' })).toEqual({
    seq: 2,
    isNew: true,
  })
})

test.each([
  ['at once', async () => {}],
  ['after the message was deleted', (chat: Awaited<ReturnType<typeof openChat>>) => chat.remove('m1')],
  ['after its sender left', (chat: Awaited<ReturnType<typeof openChat>>) => chat.leave('alice')],
])('[SEQ2] posting the same id again %s gives the same seq and changes nothing', async (_when, happens) => {
  await using chat = await openChat()
  await chat.post('alice', 2)
  await happens(chat)
  const before = await chat.tallymark.getConversation({ conversationId: 'c1' })
  const again = await chat.tallymark.post({ conversationId: 'c1', messageId: 'm1', senderId: 'alice', silent: true })
  expect(again).toEqual({ seq: 1, isNew: false })
  expect(await chat.tallymark.getConversation({ conversationId: 'c1' })).toEqual(before)
})

test('[SEQ2] the same id at the same moment is one message', async () => {
  await using chat = await openChat()
  const input = { conversationId: 'c1', messageId: 'm1', senderId: 'alice' }
  const posted = await Promise.all(Array.from({ length: 10 }, () => chat.tallymark.post(input)))
  expect(posted.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, () => 1))
  expect(posted.filter(({ isNew }) => isNew)).toHaveLength(1)
})

test('[SEQ2] the same id with another sender, or without one, is refused', async () => {
  await using chat = await openChat()
  await chat.post('alice')
  await chat.post(null)
  const again = (messageId: string, senderId?: string) =>
    codeOf(chat.tallymark.post({ conversationId: 'c1', messageId, ...(senderId === undefined ? {} : { senderId }) }))
  expect(await again('m1', 'bob')).toBe('message_conflict')
  expect(await again('m1')).toBe('message_conflict')
  expect(await again('m2', 'alice')).toBe('message_conflict')
  expect(await again('m2')).toBeUndefined()
})

test('[SEQ3] order is by seq, whatever times the messages tell', async () => {
  await using chat = await openChat()
  for (const [messageId, postedAt] of [
    ['m1', '2030-01-03T00:00:00Z'],
    ['m2', '2030-01-01T00:00:00Z'],
    ['m3', '2030-01-01T00:00:00Z'],
  ] as const)
    await chat.tallymark.post({ conversationId: 'c1', messageId, senderId: 'alice', postedAt })
  await chat.read('bob', { upToMessageId: 'm2' })
  expect(await chat.unread('bob')).toMatchObject({
    unreadCount: 1,
    firstUnreadMessageId: 'm3',
    lastReadMessageId: 'm2',
  })
})

test('[MEM4] who is not in posts nothing', async () => {
  await using chat = await openChat()
  await chat.leave('carol')
  expect(await codeOf(chat.post('mallory'))).toBe('not_a_participant')
  expect(await codeOf(chat.post('carol'))).toBe('left_conversation')
  expect((await chat.tallymark.getConversation({ conversationId: 'c1' })).head).toBe(0)
})
