import { parseSeqSet, rangeCount, type SeqSet } from '@tallymark/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aroundStore } from '../../../testing/around-store.ts'
import { type Chat, codeOf, openChat } from '../../../testing/chat.ts'
import { openStore } from '../../storage/open-store.ts'
import { createEngine, DEFAULT_LIMITS } from '../engine.ts'
import type { Changes, Store } from '../ports/store.ts'
import { createConversationInput } from './create-conversation.ts'
import { markReadInput } from './mark.ts'
import { postInput } from './post.ts'

const ranges = (text: string): number => rangeCount(parseSeqSet(text) as SeqSet)

describe('gaps that close', () => {
  let chat: Chat
  beforeEach(async () => {
    chat = await openChat()
  })
  afterEach(() => chat.tallymark.close())

  test('[RCP7] a gap of one’s own messages closes when a mark arrives beside it', async () => {
    await chat.post('alice')
    await chat.post('bob', 2)
    await chat.post('alice')
    await chat.read('bob', { messageId: 'm1' })
    expect(await chat.read('bob', { messageId: 'm4' })).toMatchObject({ delivered: '1:4', read: '1:4' })
  })

  test('[RCP7] a gap of deleted messages closes, one with another message stays', async () => {
    await chat.post('alice', 5)
    await chat.remove('m2')
    await chat.remove('m4')
    expect(await chat.read('bob', { messageIds: ['m1', 'm3'] })).toMatchObject({ read: '1:3' })
    expect(await chat.read('carol', { messageIds: ['m1', 'm5'] })).toMatchObject({ read: '1,5' })
  })

  test('[RCP7] [HEA3] a gap outside of one’s membership stays', async () => {
    await chat.post('alice')
    await chat.leave('bob')
    await chat.post('alice')
    await chat.remove('m2')
    await chat.join('bob')
    await chat.post('alice')
    expect(await chat.read('bob', { upToMessageId: 'm3' })).toMatchObject({ read: '1,3' })
  })

  test('[RCP7] what fills a gap counts nowhere and has no time', async () => {
    await chat.post('alice')
    await chat.post('bob')
    await chat.post('alice')
    await chat.read('bob', { messageIds: ['m1', 'm3'] })
    expect((await chat.participant('bob')).read).toBe('1:3')
    const own = await chat.status('m2')
    expect(own).toMatchObject({ totalRecipients: 2, readCount: 0, deliveredCount: 0 })
    expect(own.recipientStatuses?.map(({ userId }) => userId)).toEqual(['alice', 'carol'])
  })

  test('[RCP7] one’s own messages are never unread to oneself and need no receipt', async () => {
    await chat.post('bob', 3)
    expect(await chat.unread('bob')).toMatchObject({ unreadCount: 0, firstUnreadMessageId: null })
    expect((await chat.participant('bob')).read).toBe('')
  })
})

test('[RCP7] a bot with 100,000 posts that reads nothing, and a person who marks only others’ messages one by one, keep small sets', async () => {
  await using chat = await openChat(['alice', 'bob', 'bot'], {}, { queueLimit: 200_000 })
  await chat.post('bot', 100_000)
  for (let i = 0; i < 1_000; i += 1) {
    await chat.post('alice')
    await chat.post('bob')
  }
  expect(await chat.participant('bot')).toMatchObject({ delivered: '', read: '' })
  let most = 0
  const marks = Array.from({ length: 1_000 }, (_, i) => chat.read('bob', { seqs: String(100_001 + 2 * i) }))
  for (const { read, delivered } of await Promise.all(marks)) most = Math.max(most, ranges(read), ranges(delivered))
  expect(most).toBeLessThanOrEqual(3)
  expect(await chat.participant('bob')).toMatchObject({ read: '100001:101999' })
  const bot = await chat.read('bot', { messageIds: ['m100001', 'm102000'] })
  expect(ranges(bot.read)).toBeLessThanOrEqual(3)
  expect(await chat.unread('bob')).toMatchObject({ unreadCount: 100_000, firstUnreadMessageId: 'm1' })
}, 60_000)

describe('too many gaps', () => {
  const odd = (count: number): string => Array.from({ length: count }, (_, i) => 2 * i + 1).join(',')

  test('[RCP8] a set holds 1,000 ranges; a mark that would exceed it is refused and changes nothing', async () => {
    await using chat = await openChat()
    await chat.post('alice', 2_002)
    expect(ranges((await chat.read('bob', { seqs: odd(1_000) })).read)).toBe(1_000)
    const before = await chat.participant('bob')
    expect(await codeOf(chat.read('bob', { messageId: 'm2001' }))).toBe('too_many_gaps')
    expect(await codeOf(chat.read('carol', { seqs: odd(1_001) }))).toBe('too_many_gaps')
    expect(await chat.participant('bob')).toEqual(before)
    expect(await chat.read('bob', { upToMessageId: 'm2001' })).toMatchObject({ read: '1:2001' })
  })

  test('[RCP8] the number is a setting', async () => {
    await using chat = await openChat(['alice', 'bob'], {}, { maxRanges: 2 })
    await chat.post('alice', 9)
    await chat.read('bob', { seqs: '1,3' })
    expect(await codeOf(chat.read('bob', { messageId: 'm5' }))).toBe('too_many_gaps')
    expect(await chat.read('bob', { messageId: 'm2' })).toMatchObject({ read: '1:3' })
    expect(await chat.read('bob', { messageId: 'm5' })).toMatchObject({ read: '1:3,5' })
  })

  test('[RCP8] it is refused only after every gap that can close has closed', async () => {
    await using chat = await openChat(['alice', 'bob'], {}, { maxRanges: 2 })
    await chat.post('alice', 9)
    await chat.read('bob', { seqs: '1,3' })
    await chat.remove('m2')
    expect((await chat.participant('bob')).read).toBe('1,3')
    expect(await chat.read('bob', { messageId: 'm7' })).toMatchObject({ read: '1:3,7' })
  })

  test('[RCP8] [UNR5] each set closes its own gaps only, so that a delivery reads nothing', async () => {
    await using chat = await openChat(['alice', 'bob'], {}, { maxRanges: 2 })
    await chat.post('alice', 9)
    await chat.deliver('bob', { seqs: '1,3' })
    await chat.remove('m2')
    expect(await chat.deliver('bob', { messageId: 'm7' })).toMatchObject({ delivered: '1:3,7', read: '' })
    expect(await chat.unread('bob')).toMatchObject({ lastReadMessageId: null })
  })

  test('[RCP8] posting is never refused for it', async () => {
    await using chat = await openChat(['alice', 'bob'], {}, { maxRanges: 1 })
    await chat.post('alice', 3)
    await chat.read('bob', { messageId: 'm1' })
    expect(await codeOf(chat.read('bob', { messageId: 'm3' }))).toBe('too_many_gaps')
    for (let i = 0; i < 5; i += 1) await chat.post(i % 2 === 0 ? 'bob' : 'alice')
    expect(await chat.unread('bob')).toMatchObject({ unreadCount: 4 })
  })
})

describe('what a mark writes', () => {
  /** A store, and how many rows of each kind its last commit wrote. */
  function counting(store: Store) {
    let last: Record<string, number> = {}
    const count = (changes: Changes): void => {
      last = Object.fromEntries(
        Object.entries(changes).flatMap(([kind, rows]) => (rows.length > 0 ? [[kind, rows.length]] : [])),
      )
    }
    const around = aroundStore(store, ({ run }) => run())
    const counted: Store = {
      ...around,
      begin: async (wanted) => {
        const transaction = await around.begin(wanted)
        return {
          ...transaction,
          commit: (changes) => {
            count(changes)
            return transaction.commit(changes)
          },
        }
      },
    }
    return { store: counted, rowsWritten: () => last }
  }

  test.each([1, 10, 10_000])('[RCP9] reading %i messages writes one participant and one receipt', async (count) => {
    const { store, rowsWritten } = counting(await openStore(':memory:'))
    const limits = { ...DEFAULT_LIMITS, queueLimit: 20_000, onFault: () => expect.unreachable() }
    const engine = createEngine(store, { now: () => 0 }, limits)
    const c1 = { conversationId: 'c1' }
    await engine.createConversation(createConversationInput.parse({ ...c1, participants: ['alice', 'bob'] }))
    await Promise.all(
      Array.from({ length: count }, (_, i) =>
        engine.post(postInput.parse({ ...c1, messageId: `m${i + 1}`, senderId: 'alice' })),
      ),
    )
    await engine.markRead(markReadInput.parse({ ...c1, recipientId: 'bob', upToMessageId: `m${count}` }))
    expect(rowsWritten()).toEqual({ conversations: 1, participants: 1, receipts: 1 })
    await engine.stop()
    await store.close()
  })
})
