import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Chat, codeOf, openChat } from '../../../testing/chat.ts'

const markUnread = (chat: Chat, recipientId: string, fromMessageId: string) =>
  chat.tallymark.markUnread({ conversationId: 'c1', recipientId, fromMessageId })

describe('[UNR1] unread', () => {
  test('[UNR1] is what others wrote that one has not read, not deleted, not silent', async () => {
    await using chat = await openChat()
    await chat.post('alice', 2)
    await chat.post('bob')
    await chat.post('alice', 1, true)
    await chat.post(null)
    await chat.remove('m2')
    expect(await chat.unread('bob')).toMatchObject({
      unreadCount: 2,
      firstUnreadMessageId: 'm1',
      lastReadMessageId: null,
    })
    expect(await chat.unread('alice')).toMatchObject({ unreadCount: 2, firstUnreadMessageId: 'm3' })
  })

  test('[UNR1] reading up to a message that is not the last leaves the rest unread', async () => {
    await using chat = await openChat()
    await chat.post('alice', 5)
    await chat.tallymark.bulkMarkRead({ conversationId: 'c1', recipientId: 'bob', upToMessageId: 'm3' })
    expect(await chat.unread('bob')).toMatchObject({
      unreadCount: 2,
      firstUnreadMessageId: 'm4',
      lastReadMessageId: 'm3',
    })
  })

  test('[UNR1] delivered is not read', async () => {
    await using chat = await openChat()
    await chat.post('alice', 2)
    await chat.deliver('bob', { upToMessageId: 'm2' })
    expect(await chat.unread('bob')).toMatchObject({ unreadCount: 2 })
  })

  test('[UNR1] [MEM4] only who is in has something unread', async () => {
    await using chat = await openChat()
    await chat.post('alice')
    await chat.leave('carol')
    expect(await codeOf(chat.unread('carol'))).toBe('left_conversation')
    expect(await codeOf(chat.unread('mallory'))).toBe('not_a_participant')
  })

  const actions = fc.array(
    fc.record({
      act: fc.constantFrom('alice', 'bob', 'silent', 'system', 'read', 'up to', 'remove', 'unread', 'away'),
      seq: fc.integer({ min: 1, max: 15 }),
    }),
    { maxLength: 30 },
  )

  test('[UNR1] [UNR3] [UNR5] any history comes to what counting message by message gives', async () => {
    await fc.assert(
      fc.asyncProperty(actions, async (history) => {
        await using chat = await openChat(['alice', 'bob'])
        const model = new BobsModel()
        for (const { act, seq } of history) {
          const isDone = (await codeOf(perform(chat, act, seq))) === undefined
          if (isDone) model.apply(act, seq)
        }
        expect(await chat.unread('bob')).toMatchObject(model.unread())
      }),
      { numRuns: 60 },
    )
  })
})

async function perform(chat: Chat, act: string, seq: number): Promise<unknown> {
  const messageId = `m${seq}`
  if (act === 'read') return chat.read('bob', { messageId })
  if (act === 'up to') return chat.read('bob', { upToMessageId: messageId })
  if (act === 'remove') return chat.remove(messageId)
  if (act === 'unread') return markUnread(chat, 'bob', messageId)
  if (act === 'silent') return chat.post('alice', 1, true)
  if (act === 'system') return chat.post(null)
  if (act !== 'away') return chat.post(act)
  await chat.leave('bob')
  await chat.post('alice')
  return chat.join('bob')
}

/** Bob's part of a conversation, one record a message. */
class BobsModel {
  readonly #messages: { counts: boolean; isIn: boolean; isRead: boolean; isReopened: boolean }[] = []

  apply(act: string, seq: number): void {
    const named = this.#messages[seq - 1]
    if (act === 'read') this.#read(named)
    else if (act === 'up to') for (const message of this.#messages.slice(0, seq)) this.#read(message)
    else if (act === 'remove' && named !== undefined) named.counts = false
    else if (act === 'unread')
      for (const message of this.#messages.slice(seq - 1)) message.isReopened ||= message.isRead
    else if (['alice', 'bob', 'silent', 'system', 'away'].includes(act))
      this.#messages.push({
        counts: act !== 'bob' && act !== 'silent',
        isIn: act !== 'away',
        isRead: false,
        isReopened: false,
      })
  }

  unread() {
    const open = this.#messages.flatMap(({ counts, isIn, isRead, isReopened }, i) =>
      counts && isIn && (!isRead || isReopened) ? [`m${i + 1}`] : [],
    )
    const lastRead = this.#messages.findLastIndex(({ isRead }) => isRead)
    return {
      unreadCount: open.length,
      firstUnreadMessageId: open[0] ?? null,
      lastReadMessageId: lastRead === -1 ? null : `m${lastRead + 1}`,
      markedUnread: this.#messages.some(({ counts, isReopened }) => counts && isReopened),
    }
  }

  #read(message: { isIn: boolean; isRead: boolean; isReopened: boolean } | undefined): void {
    if (message?.isIn !== true) return
    message.isRead = true
    message.isReopened = false
  }
}

test('[UNR2] the time to count does not grow with the number of unread messages', async () => {
  const msToCount = async (messages: number): Promise<number> => {
    await using chat = await openChat(['alice', 'bob'])
    await chat.post('alice', messages)
    const apart = Array.from({ length: 20 }, (_, i) => messages - 100 + 2 * i)
    await chat.read('bob', { seqs: apart.join(',') })
    expect((await chat.unread('bob')).unreadCount).toBe(messages - apart.length)
    const times: number[] = []
    for (let i = 0; i < 20; i += 1) {
      const startedAt = performance.now()
      await chat.unread('bob')
      times.push(performance.now() - startedAt)
    }
    return Math.min(...times)
  }
  // Counting message by message takes a hundred times as long for a hundred times as many.
  expect((await msToCount(40_000)) / (await msToCount(400))).toBeLessThan(10)
}, 60_000)

describe('[UNR3] marking as unread', () => {
  test('[UNR3] puts what one has read from there to the head into reopened, for oneself alone', async () => {
    await using chat = await openChat()
    await chat.post('alice', 4)
    await chat.read('bob', { upToMessageId: 'm3' })
    const before = await chat.status('m2', 'alice')
    const participant = await chat.participant('bob')
    const answer = await markUnread(chat, 'bob', 'm2')
    expect(await chat.participant('bob')).toEqual({
      ...participant,
      reopened: '2:3',
      revision: participant.revision + 1,
    })
    expect(answer).toMatchObject({ read: '1:3', delivered: '1:3', version: participant.version })
    expect(await chat.status('m2', 'alice')).toEqual(before)
    expect(await chat.unread('bob')).toMatchObject({
      unreadCount: 3,
      firstUnreadMessageId: 'm2',
      lastReadMessageId: 'm3',
      markedUnread: true,
    })
  })

  test('[UNR3] a later read mark takes what it covers out again, and others see no time move', async () => {
    await using chat = await openChat()
    await chat.post('alice', 3)
    await chat.read('bob', { upToMessageId: 'm3' })
    await markUnread(chat, 'bob', 'm1')
    const before = await chat.status('m2', 'alice')
    chat.tick(1_000)
    await chat.read('bob', { messageId: 'm2' })
    expect((await chat.participant('bob')).reopened).toBe('1,3')
    expect(await chat.status('m2', 'alice')).toEqual(before)
    await chat.read('bob', { upToMessageId: 'm3' })
    expect(await chat.unread('bob')).toMatchObject({ unreadCount: 0, markedUnread: false, firstUnreadMessageId: null })
  })

  test('[UNR3] of what was never read changes nothing', async () => {
    await using chat = await openChat()
    await chat.post('alice', 2)
    const before = await chat.participant('bob')
    await markUnread(chat, 'bob', 'm1')
    expect(await chat.participant('bob')).toEqual(before)
    expect(await chat.unread('bob')).toMatchObject({ unreadCount: 2, markedUnread: false })
  })

  test('[UNR3] [RCP8] leaves no set with more ranges than a mark may make', async () => {
    await using chat = await openChat(['alice', 'bob'], {}, { maxRanges: 3 })
    await chat.post('alice', 12)
    await chat.read('bob', { seqs: '1:6,8,10' })
    await markUnread(chat, 'bob', 'm1')
    await chat.read('bob', { messageId: 'm8' })
    await chat.read('bob', { messageId: 'm10' })
    await chat.read('bob', { messageId: 'm2' })
    await chat.read('bob', { messageId: 'm4' })
    await codeOf(markUnread(chat, 'bob', 'm7'))
    expect((await chat.participant('bob')).reopened.split(',').length).toBeLessThanOrEqual(3)
  })
})

describe('[UNR5] the divider', () => {
  test('[UNR5] lastReadMessageId never moves backwards', async () => {
    await using chat = await openChat()
    await chat.post('alice', 5)
    await chat.read('bob', { messageId: 'm4' })
    await chat.read('bob', { upToMessageId: 'm2' })
    expect(await chat.unread('bob')).toMatchObject({
      lastReadMessageId: 'm4',
      firstUnreadMessageId: 'm3',
      unreadCount: 2,
    })
    await markUnread(chat, 'bob', 'm1')
    expect((await chat.unread('bob')).lastReadMessageId).toBe('m4')
  })

  test('[UNR5] markedUnread is about what counts', async () => {
    await using chat = await openChat()
    await chat.post('bob')
    await chat.post('alice', 1, true)
    await chat.post('alice')
    await chat.read('bob', { upToMessageId: 'm3' })
    await markUnread(chat, 'bob', 'm1')
    expect((await chat.unread('bob')).markedUnread).toBe(true)
    await chat.remove('m3')
    expect(await chat.unread('bob')).toMatchObject({ markedUnread: false, unreadCount: 0 })
  })

  test('[UNR5] the first unread is found far behind messages that do not count', async () => {
    await using chat = await openChat()
    await chat.post('alice', 200, true)
    await chat.post('bob', 200)
    await chat.post('alice', 2)
    expect(await chat.unread('bob')).toMatchObject({ unreadCount: 2, firstUnreadMessageId: 'm401' })
  })
})
