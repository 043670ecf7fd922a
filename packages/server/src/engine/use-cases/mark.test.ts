import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Chat, codeOf, openChat, START_AT, type Target } from '../../../testing/chat.ts'

const setsOf = async (chat: Chat, user: string) => {
  const { delivered, read, reopened } = await chat.participant(user)
  return { delivered, read, reopened }
}

describe('[RCP1] a mark is a union', () => {
  const marks = fc.array(
    fc.record({ isRead: fc.boolean(), seqs: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1 }) }),
    { minLength: 1, maxLength: 6 },
  )

  const apply = async (chat: Chat, user: string, { isRead, seqs }: { isRead: boolean; seqs: number[] }) => {
    const target = { messageIds: seqs.map((seq) => `m${seq}`) }
    return isRead ? chat.read(user, target) : chat.deliver(user, target)
  }

  test('[RCP1] in any order, any number of times, in batches or one by one, all at once or in turn', async () => {
    const orders = marks.chain((first) =>
      fc.tuple(fc.constant(first), fc.shuffledSubarray([...first, ...first], { minLength: first.length * 2 })),
    )
    await fc.assert(
      fc.asyncProperty(orders, async ([inTurn, again]) => {
        await using chat = await openChat(['alice', 'bob', 'carol', 'dave'])
        await chat.post('alice', 9)
        for (const mark of inTurn) await apply(chat, 'bob', mark)
        await Promise.all(again.map((mark) => apply(chat, 'carol', mark)))
        for (const { isRead, seqs } of inTurn)
          for (const seq of seqs) await apply(chat, 'dave', { isRead, seqs: [seq] })
        expect(await setsOf(chat, 'carol')).toEqual(await setsOf(chat, 'bob'))
        expect(await setsOf(chat, 'dave')).toEqual(await setsOf(chat, 'bob'))
      }),
      { numRuns: 25 },
    )
  })

  test('[RCP1] every way to name the same messages gives the same set', async () => {
    await using chat = await openChat(['alice', 'bob', 'carol', 'dave', 'erin'])
    await chat.post('alice', 3)
    await chat.read('bob', { upToMessageId: 'm3' })
    await chat.read('carol', { messageIds: ['m3', 'm1', 'm2'] })
    await chat.read('dave', { seqs: '1:3' })
    for (const messageId of ['m2', 'm3', 'm1']) await chat.read('erin', { messageId })
    for (const user of ['bob', 'carol', 'dave', 'erin'])
      expect(await setsOf(chat, user)).toEqual({ delivered: '1:3', read: '1:3', reopened: '' })
  })
})

test('[RCP1] marking again is answered with the same sets, version and revision', async () => {
  await using chat = await openChat()
  await chat.post('alice', 3)
  const first = await chat.read('bob', { messageIds: ['m1', 'm3'] })
  expect(first).toMatchObject({ delivered: '1,3', read: '1,3' })
  expect(await chat.read('bob', { messageIds: ['m3', 'm1'] })).toEqual(first)
  expect(await chat.deliver('bob', { messageId: 'm1' })).toEqual(first)
})

test('[RCP2] read implies delivered, in the truth and in what is shown', async () => {
  await using chat = await openChat()
  await chat.post('alice', 2)
  await chat.deliver('bob', { messageId: 'm1' })
  expect(await chat.read('bob', { messageId: 'm2' })).toMatchObject({ delivered: '1:2', read: '2' })
  expect(await chat.status('m2')).toMatchObject({ deliveredCount: 1, readCount: 1 })
})

test('[RCP3] the first time stands', async () => {
  await using chat = await openChat()
  await chat.post('alice', 3)
  chat.tick(1_000)
  await chat.deliver('bob', { messageId: 'm2' })
  chat.tick(1_000)
  await chat.read('bob', { upToMessageId: 'm3' })
  chat.tick(1_000)
  await chat.read('bob', { seqs: '1:3' })
  await chat.deliver('bob', { seqs: '1:3' })
  const times = async (messageId: string) => {
    const bob = (await chat.status(messageId)).recipientStatuses?.find(({ userId }) => userId === 'bob')
    return [Number(bob?.deliveredAt) - START_AT, Number(bob?.readAt) - START_AT]
  }
  expect(await times('m1')).toEqual([2_000, 2_000])
  expect(await times('m2')).toEqual([1_000, 2_000])
  expect(await times('m3')).toEqual([2_000, 2_000])
})

test('[RCP4] [HEA3] a mark beyond the head is refused and changes nothing', async () => {
  await using chat = await openChat()
  await chat.post('alice', 3)
  const before = await chat.participant('bob')
  for (const seqs of ['4', '3:4', '1,4', '1:9007199254740991'])
    expect(await codeOf(chat.read('bob', { seqs }))).toBe('beyond_head')
  expect(await chat.participant('bob')).toEqual(before)
  expect(await chat.read('bob', { seqs: '3' })).toMatchObject({ read: '3' })
  await chat.post('alice')
  expect(await chat.unread('bob')).toMatchObject({ unreadCount: 3 })
})

test('[MEM3] an "up to" mark is clipped to the membership', async () => {
  await using chat = await openChat()
  await chat.post('alice', 3)
  await chat.leave('bob')
  await chat.post('alice', 2)
  await chat.join('bob')
  await chat.post('alice', 2)
  expect(await chat.read('bob', { upToMessageId: 'm7' })).toMatchObject({ read: '1:3,6:7' })
  await chat.join('dave', { fromMessageId: 'm6' })
  expect(await chat.read('dave', { upToMessageId: 'm3' })).toMatchObject({ read: '' })
})

test.each<[string, Target]>([
  ['messageId', { messageId: 'm3' }],
  ['messageIds', { messageIds: ['m4', 'm3'] }],
  ['seqs', { seqs: '3:4' }],
])('[MEM3] [HEA3] %s outside of the membership is refused and changes nothing', async (_what, target) => {
  await using chat = await openChat()
  await chat.post('alice', 3)
  await chat.join('dave')
  await chat.post('alice')
  const before = await chat.participant('dave')
  expect(await codeOf(chat.read('dave', target))).toBe('outside_membership')
  expect(await codeOf(chat.deliver('dave', target))).toBe('outside_membership')
  expect(await chat.participant('dave')).toEqual(before)
})

test('[MEM4] who is not in marks nothing', async () => {
  await using chat = await openChat()
  await chat.post('alice')
  await chat.leave('carol')
  for (const [user, code] of [
    ['mallory', 'not_a_participant'],
    ['carol', 'left_conversation'],
  ] as const) {
    expect(await codeOf(chat.read(user, { messageId: 'm1' }))).toBe(code)
    expect(await codeOf(chat.deliver(user, { upToMessageId: 'm1' }))).toBe(code)
    expect(
      await codeOf(chat.tallymark.markUnread({ conversationId: 'c1', recipientId: user, fromMessageId: 'm1' })),
    ).toBe(code)
  }
  expect(await setsOf(chat, 'carol')).toEqual({ delivered: '', read: '', reopened: '' })
})

test('[MEM4] a message or a conversation that is not there is named so', async () => {
  await using chat = await openChat()
  expect(await codeOf(chat.read('bob', { messageId: 'm1' }))).toBe('unknown_message')
  expect(await codeOf(chat.read('bob', { upToMessageId: 'm1' }))).toBe('unknown_message')
  const elsewhere = { conversationId: 'c2', recipientId: 'bob', messageId: 'm1' }
  expect(await codeOf(chat.tallymark.markRead(elsewhere))).toBe('unknown_conversation')
})

test('[HEA3] whatever is marked by whom, sets stay within head and membership', async () => {
  const targets = fc.oneof(
    fc.record({ messageId: fc.integer({ min: 1, max: 9 }).map((seq) => `m${seq}`) }),
    fc.record({ upToMessageId: fc.integer({ min: 1, max: 9 }).map((seq) => `m${seq}`) }),
    fc.record({ seqs: fc.constantFrom('1', '3:5', '1:6', '6:7', '1,3,5', '7:9') }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(targets, { maxLength: 8 }), async (all) => {
      await using chat = await openChat(['alice', 'bob'])
      await chat.post('alice', 2)
      await chat.leave('bob')
      await chat.post('alice', 2)
      await chat.join('bob')
      await chat.post('alice', 2)
      for (const target of all) await codeOf(chat.read('bob', target))
      const { read } = await chat.participant('bob')
      const seqs = read.split(',').flatMap((part) => part.split(':').map(Number))
      for (const seq of seqs.filter((one) => one !== 0)) expect([1, 2, 5, 6]).toContain(seq)
      expect(read).not.toContain('2:5')
    }),
    { numRuns: 25 },
  )
})
