import { isRefusal } from '@tallymark/core'
import { expect, test } from 'vitest'
import { type Chat, codeOf, openChat } from '../../../testing/chat.ts'

type Marks = Parameters<Chat['tallymark']['markMany']>[0]

const outcomes = async (chat: Chat, marks: Marks): Promise<readonly string[]> =>
  (await chat.tallymark.markMany(marks)).map((outcome) => (isRefusal(outcome) ? outcome.refused : outcome.read))

async function twoConversations(): Promise<Chat> {
  const chat = await openChat()
  await chat.tallymark.createConversation({ conversationId: 'c2', participants: ['alice', 'bob'] })
  await chat.post('alice', 3)
  for (const messageId of ['m1', 'm2'])
    await chat.tallymark.post({ conversationId: 'c2', messageId, senderId: 'alice' })
  return chat
}

test('[RCP6] each mark of a request is reported, in the order asked', async () => {
  await using chat = await twoConversations()
  expect(
    await outcomes(chat, [
      { conversationId: 'c2', kind: 'read', recipientId: 'bob', messageId: 'm1' },
      { conversationId: 'c1', kind: 'read', recipientId: 'carol', upToMessageId: 'm3' },
      { conversationId: 'c3', kind: 'read', recipientId: 'bob', messageId: 'm1' },
      { conversationId: 'c1', kind: 'delivered', recipientId: 'bob', seqs: '1:2' },
    ]),
  ).toEqual(['1', '1:3', 'unknown_conversation', ''])
  expect((await chat.participant('bob')).delivered).toBe('1:2')
})

test('[RCP6] within one conversation all or nothing: the neighbours of a refused mark are not applied', async () => {
  await using chat = await twoConversations()
  const before = [await chat.participant('bob'), await chat.participant('carol')]
  expect(
    await outcomes(chat, [
      { conversationId: 'c1', kind: 'read', recipientId: 'bob', messageId: 'm1' },
      { conversationId: 'c2', kind: 'read', recipientId: 'bob', messageId: 'm1' },
      { conversationId: 'c1', kind: 'read', recipientId: 'bob', seqs: '4' },
      { conversationId: 'c1', kind: 'delivered', recipientId: 'carol', messageId: 'm1' },
      { conversationId: 'c1', kind: 'read', recipientId: 'mallory', messageId: 'm1' },
    ]),
  ).toEqual(['not_applied', '1', 'beyond_head', 'not_applied', 'not_a_participant'])
  expect([await chat.participant('bob'), await chat.participant('carol')]).toEqual(before)
  expect((await chat.status('m1')).deliveredCount).toBe(0)
})

test('[RCP6] a refused request leaves no receipt behind that a later mark would meet', async () => {
  await using chat = await twoConversations()
  await outcomes(chat, [
    { conversationId: 'c1', kind: 'read', recipientId: 'bob', messageId: 'm1' },
    { conversationId: 'c1', kind: 'read', recipientId: 'bob', seqs: '9' },
  ])
  chat.tick(5_000)
  await chat.read('bob', { messageId: 'm1' })
  const [bob] = (await chat.status('m1')).recipientStatuses ?? []
  expect(bob?.readAt).toEqual(new Date(Date.UTC(2030, 0, 1, 0, 0, 5)))
})

test('[RCP6] several marks of one participant add up, and each answers with the result of all', async () => {
  await using chat = await twoConversations()
  const marks: Marks = ['m1', 'm3', 'm2'].map((messageId) => ({
    conversationId: 'c1',
    kind: 'read',
    recipientId: 'bob',
    messageId,
  }))
  expect(await outcomes(chat, marks)).toEqual(['1:3', '1:3', '1:3'])
  expect((await chat.participant('bob')).revision).toBe(2)
})

test('[RCP6] an empty request is refused', async () => {
  await using chat = await twoConversations()
  expect(await codeOf(chat.tallymark.markMany([]))).toBe('invalid_input')
})
