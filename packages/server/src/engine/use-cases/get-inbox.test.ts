import { expect, test } from 'vitest'
import { codeOf, openChat } from '../../../testing/chat.ts'

/** Bob in `c1` and in conversations of the given names, each with that many messages of alice's. */
async function openInbox(others: Readonly<Record<string, number>>) {
  const chat = await openChat()
  for (const [conversationId, count] of Object.entries(others)) {
    await chat.tallymark.createConversation({ conversationId, participants: ['alice', 'bob'] })
    for (let i = 1; i <= count; i += 1)
      await chat.tallymark.post({ conversationId, messageId: `m${i}`, senderId: 'alice' })
  }
  return chat
}

test('[UNR4] the inbox totals over all conversations that one is in and lists those with something unread', async () => {
  await using chat = await openInbox({ c2: 2, c3: 0, c4: 3, c5: 7 })
  await chat.post('alice')
  await chat.tallymark.markRead({ conversationId: 'c2', recipientId: 'bob', upToMessageId: 'm2' })
  await chat.tallymark.leave({ conversationId: 'c5', userId: 'bob' })
  const inbox = await chat.tallymark.getInbox({ userId: 'bob' })
  expect(inbox).toMatchObject({ unreadMessages: 4, unreadConversations: 2, nextCursor: null })
  expect(inbox.conversations.map(({ conversationId, unreadCount }) => [conversationId, unreadCount])).toEqual([
    ['c1', 1],
    ['c4', 3],
  ])
})

test('[UNR4] each entry says what the conversation itself says', async () => {
  await using chat = await openInbox({ c2: 3 })
  await chat.tallymark.markRead({ conversationId: 'c2', recipientId: 'bob', messageId: 'm2' })
  const { conversations } = await chat.tallymark.getInbox({ userId: 'bob' })
  const unread = await chat.tallymark.getUnread({ conversationId: 'c2', userId: 'bob' })
  expect(conversations).toEqual([{ conversationId: 'c2', ...unread }])
})

test('[UNR4] what is marked as unread counts', async () => {
  await using chat = await openInbox({ c2: 1 })
  await chat.tallymark.markRead({ conversationId: 'c2', recipientId: 'bob', messageId: 'm1' })
  expect((await chat.tallymark.getInbox({ userId: 'bob' })).unreadConversations).toBe(0)
  await chat.tallymark.markUnread({ conversationId: 'c2', recipientId: 'bob', fromMessageId: 'm1' })
  expect(await chat.tallymark.getInbox({ userId: 'bob' })).toMatchObject({ unreadMessages: 1, unreadConversations: 1 })
})

test('[UNR4] pages hold each conversation once, and each page has the totals of all', async () => {
  const names = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`room-${i}`, 1]))
  await using chat = await openInbox(names)
  const seen: string[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await chat.tallymark.getInbox({ userId: 'bob', limit: 4, ...(cursor === undefined ? {} : { cursor }) })
    expect(page).toMatchObject({ unreadMessages: 11, unreadConversations: 11 })
    seen.push(...page.conversations.map(({ conversationId }) => conversationId))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(Object.keys(names).sort())
})

test('[UNR4] a user that nobody knows has no inbox', async () => {
  await using chat = await openInbox({})
  expect(await codeOf(chat.tallymark.getInbox({ userId: 'mallory' }))).toBe('unknown_user')
  expect(await codeOf(chat.tallymark.getInbox({ userId: 'bob', cursor: '!' }))).toBe('invalid_cursor')
})
