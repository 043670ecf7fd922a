import { describe, expect, test } from 'vitest'
import { type Chat, codeOf, openChat, START_AT } from '../../../testing/chat.ts'

const details = (chat: Chat, more: object = {}, messageId = 'm1') =>
  chat.tallymark.getMessageStatus({ conversationId: 'c1', messageId, ...more })
const users = (page: Awaited<ReturnType<typeof details>>) => page.recipientStatuses?.map(({ userId }) => userId)

test('[STA4] a deleted message counts nowhere; asking for its status is refused', async () => {
  await using chat = await openChat()
  await chat.post('alice', 2)
  await chat.remove('m1')
  expect(await codeOf(chat.status('m1'))).toBe('message_deleted')
  expect(await codeOf(chat.status('m1', 'bob'))).toBe('message_deleted')
  expect(await chat.unread('bob')).toMatchObject({ unreadCount: 1, firstUnreadMessageId: 'm2' })
  expect(await chat.remove('m1')).toEqual({ seq: 1 })
})

test('[STA5] details carry id, name, avatar and times of each recipient, in order of joining', async () => {
  await using chat = await openChat(['carol', 'alice', 'bob'])
  await chat.tallymark.putUser({ userId: 'bob', userName: 'Bob', userAvatarUrl: 'https://example.org/bob.png' })
  await chat.post('alice')
  chat.tick(1_000)
  await chat.deliver('bob', { messageId: 'm1' })
  chat.tick(1_000)
  await chat.read('bob', { messageId: 'm1' })
  expect(await chat.status('m1', 'alice')).toEqual({
    conversationId: 'c1',
    messageId: 'm1',
    seq: 1,
    senderId: 'alice',
    overallStatus: 'partial',
    totalRecipients: 2,
    deliveredCount: 1,
    readCount: 1,
    hiddenCount: 0,
    summaryText: 'Read by 1 of 2',
    version: 5,
    nextCursor: null,
    recipientStatuses: [
      {
        userId: 'carol',
        userName: null,
        userAvatarUrl: null,
        deliveredAt: null,
        readAt: null,
        isDelivered: false,
        isRead: false,
        statusText: 'Pending',
      },
      {
        userId: 'bob',
        userName: 'Bob',
        userAvatarUrl: 'https://example.org/bob.png',
        deliveredAt: new Date(START_AT + 1_000),
        readAt: new Date(START_AT + 2_000),
        isDelivered: true,
        isRead: true,
        statusText: 'Read',
      },
    ],
  })
})

test('[STA5] pages follow one another without loss or repetition, whatever joins in between', async () => {
  const people = Array.from({ length: 25 }, (_, i) => `user-${i}`)
  await using chat = await openChat(['alice', ...people])
  await chat.post('alice')
  const seen: string[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await details(chat, { limit: 7, ...(cursor === undefined ? {} : { cursor }) })
    seen.push(...(users(page) ?? []))
    cursor = page.nextCursor
    await chat.join(`late-${seen.length}`, 'none')
  }
  expect(seen).toEqual(people)
})

test('[STA5] a filter leaves the counts as they are', async () => {
  await using chat = await openChat(['alice', 'bob', 'carol', 'dave'])
  await chat.post('alice')
  await chat.read('bob', { messageId: 'm1' })
  await chat.deliver('carol', { messageId: 'm1' })
  const filters = [
    ['read', 'bob'],
    ['delivered', 'carol'],
    ['pending', 'dave'],
  ]
  for (const [filter, user] of filters) {
    const page = await details(chat, { filter })
    expect(users(page)).toEqual([user])
    expect(page).toMatchObject({ totalRecipients: 3, deliveredCount: 2, readCount: 1 })
  }
})

test.each(['x', '!', 'bm90LWEtbnVtYmVy', 'MS41', 'LTE', 'MQ=='])('[STA5] the cursor %s is refused', async (cursor) => {
  await using chat = await openChat()
  await chat.post('alice')
  expect(await codeOf(details(chat, { cursor }))).toBe('invalid_cursor')
})

test('[STA5] hiddenCount are the recipients not shown as read who do not share their reads at present', async () => {
  await using chat = await openChat(['alice', 'bob', 'carol', 'dave'])
  await chat.post('alice')
  await chat.read('bob', { messageId: 'm1' })
  for (const [userId, sharing] of [
    ['bob', 'nothing'],
    ['carol', 'delivered'],
  ] as const)
    await chat.tallymark.setSharing({ conversationId: 'c1', userId, sharing })
  expect(await chat.status('m1')).toMatchObject({ readCount: 1, hiddenCount: 1 })
  await chat.read('carol', { messageId: 'm1' })
  expect(await chat.status('m1')).toMatchObject({ deliveredCount: 2, readCount: 1, hiddenCount: 1 })
  await chat.tallymark.setSharing({ conversationId: 'c1', userId: 'carol', sharing: 'everything' })
  expect(await chat.status('m1')).toMatchObject({ readCount: 1, hiddenCount: 0 })
})

test('[STA5] refusals say why', async () => {
  await using chat = await openChat()
  await chat.post('alice', 2)
  await chat.join('dave')
  await chat.leave('carol')
  expect(await codeOf(chat.status('m1', 'mallory'))).toBe('not_a_participant')
  expect(await codeOf(chat.status('m1', 'carol'))).toBe('left_conversation')
  expect(await codeOf(chat.status('m1', 'dave'))).toBe('outside_membership')
  expect(await codeOf(chat.status('m9', 'bob'))).toBe('unknown_message')
  expect(await codeOf(chat.tallymark.getMessageStatus({ conversationId: 'c2', messageId: 'm1' }))).toBe(
    'unknown_conversation',
  )
})

test('[STA2] the headline "any" is read when one has read', async () => {
  await using chat = await openChat(['alice', 'bob', 'carol'], { headline: 'any' })
  await chat.post('alice')
  expect((await chat.status('m1')).overallStatus).toBe('sent')
  await chat.deliver('carol', { messageId: 'm1' })
  expect((await chat.status('m1')).overallStatus).toBe('delivered')
  await chat.read('bob', { messageId: 'm1' })
  expect(await chat.status('m1')).toMatchObject({ overallStatus: 'read', summaryText: 'Read by 1 of 2' })
})

describe('[PRV5] who sees receipts', () => {
  test('[PRV5] everyone in the conversation', async () => {
    await using chat = await openChat()
    await chat.post('alice')
    await chat.read('bob', { messageId: 'm1' })
    const pictures = await Promise.all(['alice', 'bob', 'carol', undefined].map((viewer) => chat.status('m1', viewer)))
    for (const picture of pictures) expect(picture).toEqual(pictures[0])
  })

  test('[PRV5] the sender only; a message of the system has none', async () => {
    await using chat = await openChat(['alice', 'bob', 'carol'], { visibility: 'sender' })
    await chat.post('alice')
    await chat.post(null)
    expect(await codeOf(chat.status('m1', 'bob'))).toBe('hidden')
    expect(await codeOf(chat.status('m2', 'alice'))).toBe('hidden')
    expect(await chat.status('m1', 'alice')).toEqual(await chat.status('m1'))
    expect(await chat.status('m2')).toMatchObject({ senderId: null, totalRecipients: 3 })
  })

  test('[PRV5] counts only', async () => {
    await using chat = await openChat(['alice', 'bob', 'carol'], { visibility: 'counts' })
    await chat.post('alice')
    await chat.read('bob', { messageId: 'm1' })
    for (const viewer of ['alice', 'bob', undefined])
      for (const filter of [undefined, 'read'] as const) {
        const picture = await details(chat, {
          ...(viewer === undefined ? {} : { viewerId: viewer }),
          ...(filter === undefined ? {} : { filter }),
        })
        expect(picture).toMatchObject({ recipientStatuses: null, nextCursor: null, readCount: 1, totalRecipients: 2 })
        expect(JSON.stringify(picture)).not.toContain('bob')
      }
  })
})
