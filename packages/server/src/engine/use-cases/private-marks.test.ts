import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Chat, codeOf, openChat, START_AT } from '../../../testing/chat.ts'

const setSharing = (chat: Chat, userId: string, sharing: 'everything' | 'delivered' | 'nothing' | null) =>
  chat.tallymark.setSharing({ conversationId: 'c1', userId, sharing })

const counts = async (chat: Chat, messageId: string): Promise<readonly [delivered: number, read: number]> => {
  const { deliveredCount, readCount } = await chat.status(messageId)
  return [deliveredCount, readCount]
}

describe('[PRV1] the sharing in force', () => {
  test('[PRV1] is the choice here, else the user’s default, else everything', async () => {
    await using chat = await openChat()
    const inForce = async () => (await chat.participant('bob')).sharingInForce
    expect(await inForce()).toBe('everything')
    await chat.tallymark.putUser({ userId: 'bob', sharing: 'nothing' })
    expect(await inForce()).toBe('nothing')
    await setSharing(chat, 'bob', 'delivered')
    expect(await inForce()).toBe('delivered')
    await setSharing(chat, 'bob', null)
    expect(await inForce()).toBe('nothing')
    await chat.tallymark.putUser({ userId: 'bob', sharing: null })
    expect(await inForce()).toBe('everything')
  })

  test.each([
    ['joins', [0, 1]],
    ['is given a default', [1, 0]],
  ] as const)('[PRV1] is the default also of a new user who in one and the same commit first %s', async (_, order) => {
    await using chat = await openChat()
    await chat.post('alice')
    const steps = [
      () => chat.tallymark.join({ conversationId: 'c1', userId: 'zoe', history: 'all' }),
      () => chat.tallymark.putUser({ userId: 'zoe', sharing: 'nothing' }),
    ] as const
    await Promise.all(order.map((step) => steps[step]()))
    await chat.read('zoe', { messageId: 'm1' })
    expect(await counts(chat, 'm1')).toEqual([0, 0])
    expect((await chat.participant('zoe')).sharingInForce).toBe('nothing')
  })

  test('[PRV1] where it is required, all share everything, and private marks are refused', async () => {
    await using chat = await openChat(['alice', 'bob'], { sharing: 'required' })
    await setSharing(chat, 'bob', 'nothing')
    await chat.post('alice')
    expect(await codeOf(chat.read('bob', { messageId: 'm1', private: true }))).toBe('sharing_required')
    await chat.read('bob', { messageId: 'm1', private: false })
    expect(await counts(chat, 'm1')).toEqual([1, 1])
  })

  test('[PRV1] where it is forbidden, nobody shares anything', async () => {
    await using chat = await openChat(['alice', 'bob'], { sharing: 'forbidden' })
    await setSharing(chat, 'bob', 'everything')
    await chat.post('alice')
    await chat.read('bob', { messageId: 'm1' })
    expect(await chat.status('m1')).toMatchObject({ deliveredCount: 0, readCount: 0, hiddenCount: 1 })
    expect(await chat.unread('bob')).toMatchObject({ unreadCount: 0 })
  })
})

describe('[PRV2] what is shown', () => {
  test('[PRV2] turning receipts on never publishes what was marked before', async () => {
    await using chat = await openChat()
    await chat.post('alice', 2)
    await setSharing(chat, 'bob', 'nothing')
    await chat.read('bob', { messageId: 'm1' })
    await setSharing(chat, 'bob', 'everything')
    await chat.read('bob', { upToMessageId: 'm2' })
    expect([await counts(chat, 'm1'), await counts(chat, 'm2')]).toEqual([
      [0, 0],
      [1, 1],
    ])
  })

  test('[PRV2] requiring receipts never publishes what was marked before', async () => {
    await using chat = await openChat()
    await chat.post('alice')
    await chat.read('bob', { messageId: 'm1', private: true })
    await chat.tallymark.createConversation({ conversationId: 'c1', settings: { sharing: 'required' } })
    expect(await counts(chat, 'm1')).toEqual([0, 0])
  })

  test('[PRV2] turning receipts off never takes back what was shown', async () => {
    await using chat = await openChat()
    await chat.post('alice')
    await chat.read('bob', { messageId: 'm1' })
    const before = await chat.status('m1')
    await setSharing(chat, 'bob', 'nothing')
    expect({ ...(await chat.status('m1')), version: before.version }).toEqual(before)
  })

  test('[PRV2] what was read privately and is read again stays private', async () => {
    await using chat = await openChat()
    await chat.post('alice')
    await chat.read('bob', { messageId: 'm1', private: true })
    await chat.read('bob', { messageId: 'm1' })
    expect(await counts(chat, 'm1')).toEqual([0, 0])
  })
})

describe('[PRV3] a private read', () => {
  test('[PRV3] drives one’s own unread count', async () => {
    await using chat = await openChat()
    await chat.post('alice', 3)
    await chat.read('bob', { upToMessageId: 'm2', private: true })
    expect(await chat.unread('bob')).toMatchObject({
      unreadCount: 1,
      firstUnreadMessageId: 'm3',
      lastReadMessageId: 'm2',
    })
    expect(await chat.participant('bob')).toMatchObject({ read: '1:2', delivered: '1:2' })
  })

  test('[PRV3] is in nobody’s picture, its owner’s included', async () => {
    await using chat = await openChat()
    await chat.post('alice')
    const before = await chat.status('m1', 'alice')
    await chat.read('bob', { messageId: 'm1', private: true })
    expect(await chat.status('m1', 'alice')).toEqual(before)
    expect(await chat.status('m1', 'bob')).toEqual(before)
  })

  test('[PRV3] after a shown delivery adds no time', async () => {
    await using chat = await openChat()
    await chat.post('alice')
    await chat.deliver('bob', { messageId: 'm1' })
    chat.tick(1_000)
    await chat.read('bob', { messageId: 'm1', private: true })
    expect((await chat.status('m1')).recipientStatuses?.[0]).toMatchObject({
      deliveredAt: new Date(START_AT),
      readAt: null,
      statusText: 'Delivered',
    })
  })

  test('[PRV3] where a read is shown but its earlier delivery is not, the public deliveredAt is the readAt', async () => {
    await using chat = await openChat()
    await chat.post('alice')
    await setSharing(chat, 'bob', 'nothing')
    await chat.deliver('bob', { messageId: 'm1' })
    chat.tick(1_000)
    await setSharing(chat, 'bob', 'everything')
    await chat.read('bob', { messageId: 'm1' })
    const at = new Date(START_AT + 1_000)
    expect((await chat.status('m1')).recipientStatuses?.[0]).toMatchObject({ deliveredAt: at, readAt: at })
  })
})

/** Everything that anyone but bob can be told of the conversation, as the bytes it would be sent as. */
async function toldToOthers(chat: Chat): Promise<string> {
  const { tallymark } = chat
  const c1 = { conversationId: 'c1' }
  const { head } = await tallymark.getConversation(c1)
  const messageIds = Array.from({ length: head }, (_, i) => `m${i + 1}`)
  const told: unknown[] = []
  const tell = (call: Promise<unknown>) =>
    call.then(
      (answer) => told.push(answer),
      (error) => told.push(String(error)),
    )
  for (const viewerId of ['alice', 'carol', undefined]) {
    const viewer = viewerId === undefined ? {} : { viewerId }
    await tell(tallymark.getConversation({ ...c1, ...viewer }))
    if (head > 0) await tell(tallymark.getSummaries({ ...c1, ...viewer, messageIds }))
    for (const messageId of messageIds)
      for (const filter of ['read', 'delivered', 'pending'] as const)
        await tell(tallymark.getMessageStatus({ ...c1, ...viewer, messageId, filter, limit: 1 }))
    if (viewerId === undefined) continue
    await tell(tallymark.getParticipant({ ...c1, userId: viewerId }))
    await tell(tallymark.getUnread({ ...c1, userId: viewerId }))
    await tell(tallymark.getInbox({ userId: viewerId }))
  }
  return JSON.stringify(told)
}

const OTHERS = ['alice', 'carol'] as const
const acts = fc.record({
  who: fc.constantFrom('alice', 'bob', 'carol'),
  act: fc.constantFrom('post', 'read', 'deliver', 'remove', 'sharing', 'leave', 'join'),
  seq: fc.integer({ min: 1, max: 12 }),
})
type Act = Parameters<typeof perform>[1]

/** Bob marks publicly only what comes after the twelfth message, so that no mark of his meets what he read privately. */
function perform(chat: Chat, { who, act, seq }: { who: string; act: string; seq: number }): Promise<unknown> {
  const messageId = who === 'bob' ? `m${seq + 12}` : `m${seq}`
  switch (act) {
    case 'post':
      return chat.post(who)
    case 'read':
      return chat.read(who, { messageId })
    case 'deliver':
      return chat.deliver(who, { messageId })
    case 'remove':
      return chat.remove(messageId)
    case 'sharing':
      return setSharing(chat, who, seq % 2 === 0 ? 'everything' : 'delivered')
    case 'leave':
      return chat.leave(OTHERS[seq % 2] as string)
    default:
      return chat.join(OTHERS[seq % 2] as string, 'all')
  }
}

async function run(acts: readonly Act[], isReadAt: number | undefined, seqs: readonly number[]): Promise<string> {
  await using chat = await openChat(['alice', 'bob', 'carol'])
  for (let seq = 1; seq <= 12; seq += 1) await chat.post(seq % 3 === 0 ? 'bob' : 'alice')
  for (const [i, act] of acts.entries()) {
    if (i === isReadAt) await chat.read('bob', { messageIds: seqs.map((seq) => `m${seq}`), private: true })
    await codeOf(perform(chat, act))
    chat.tick(10)
  }
  return toldToOthers(chat)
}

test('[PRV3] with and without a private read, everyone else is told the same, byte for byte', async () => {
  const histories = fc.array(acts, { minLength: 1, maxLength: 15 })
  const seqLists = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(), seqLists, async (history, at, seqs) => {
      const [without, withIt] = [undefined, at % history.length]
      expect(await run(history, withIt, seqs)).toBe(await run(history, without, seqs))
    }),
    { numRuns: 30 },
  )
})

test('[PRV3] a private read that has to close every gap first moves nothing that others see', async () => {
  await using chat = await openChat(['alice', 'bob', 'carol'], {}, { maxRanges: 2 })
  await chat.post('alice', 9)
  await chat.read('bob', { seqs: '1,3' })
  await chat.remove('m2')
  const before = await toldToOthers(chat)
  const { read, version } = await chat.read('bob', { messageId: 'm7', private: true })
  expect({ read, version }).toEqual({ read: '1:3,7', version: 4 })
  expect(await toldToOthers(chat)).toBe(before)
})
