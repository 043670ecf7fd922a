import { describe, expect, test } from 'vitest'
import { type Chat, codeOf, openChat } from '../../../testing/chat.ts'

type Step = readonly [what: string, act: (chat: Chat) => Promise<unknown>]
const c1 = { conversationId: 'c1' }

/** Alice wrote three messages; bob read the first, carol left. */
async function prepared(): Promise<Chat> {
  const chat = await openChat(['alice', 'bob', 'carol'])
  await chat.post('alice', 3)
  await chat.read('bob', { messageId: 'm1' })
  await chat.leave('carol')
  return chat
}

const MOVING: readonly Step[] = [
  ['a post', (chat) => chat.post('alice')],
  ['a deletion', (chat) => chat.remove('m1')],
  ['a joining', (chat) => chat.join('dave')],
  ['a joining again', (chat) => chat.join('carol')],
  ['a leaving', (chat) => chat.leave('bob')],
  ['a widening', async (chat) => chat.join('carol', 'all')],
  ['a shown delivery', (chat) => chat.deliver('bob', { messageId: 'm2' })],
  ['a shown read', (chat) => chat.read('bob', { upToMessageId: 'm3' })],
  ['a sharing', (chat) => chat.tallymark.setSharing({ ...c1, userId: 'bob', sharing: 'nothing' })],
  ['a setting', (chat) => chat.tallymark.createConversation({ ...c1, settings: { headline: 'any' } })],
  ['a profile', (chat) => chat.tallymark.putUser({ userId: 'bob', userName: 'Bob' })],
  ['a default of sharing', (chat) => chat.tallymark.putUser({ userId: 'bob', sharing: 'nothing' })],
  ['an erasure', (chat) => chat.tallymark.eraseUser({ userId: 'bob' })],
]

const RESTING: readonly Step[] = [
  ['a private read', (chat) => chat.read('bob', { messageId: 'm2', private: true })],
  ['a mark of what was marked', (chat) => chat.read('bob', { messageId: 'm1' })],
  ['a delivery of what was read', (chat) => chat.deliver('bob', { messageId: 'm1' })],
  ['a mark as unread', (chat) => chat.tallymark.markUnread({ ...c1, recipientId: 'bob', fromMessageId: 'm1' })],
  ['a refused mark', (chat) => codeOf(chat.read('bob', { seqs: '9' }))],
  ['a post again', (chat) => chat.tallymark.post({ ...c1, messageId: 'm1', senderId: 'alice' })],
  ['a joining while in', (chat) => chat.join('bob')],
  ['a leaving again', (chat) => chat.leave('carol')],
  ['the same sharing', (chat) => chat.tallymark.setSharing({ ...c1, userId: 'bob', sharing: null })],
  ['the same settings', (chat) => chat.tallymark.createConversation({ ...c1, settings: { headline: 'all' } })],
  ['the same profile', (chat) => chat.tallymark.putUser({ userId: 'bob', userName: null })],
  ['a question', (chat) => chat.status('m1')],
]

describe('[VER1] a conversation’s version', () => {
  test.each(MOVING)('[VER1] rises by one with %s', async (_what, act) => {
    await using chat = await prepared()
    const before = await chat.version()
    await act(chat)
    expect(await chat.version()).toBe(before + 1)
  })

  test.each(RESTING)('[VER1] stays with %s', async (_what, act) => {
    await using chat = await prepared()
    const before = await chat.version()
    await act(chat)
    expect(await chat.version()).toBe(before)
  })

  test('[VER1] stays when a deletion is said again', async () => {
    await using chat = await prepared()
    await chat.remove('m1')
    const before = await chat.version()
    await chat.remove('m1')
    expect(await chat.version()).toBe(before)
  })

  test('[VER1] rises once for a commit of many changes, and in each conversation for itself', async () => {
    await using chat = await prepared()
    await chat.tallymark.createConversation({ conversationId: 'c2', participants: ['alice', 'bob'] })
    const before = await chat.version()
    await Promise.all([
      chat.deliver('bob', { messageId: 'm2' }),
      chat.read('bob', { messageId: 'm3' }),
      chat.tallymark.post({ ...c1, messageId: 'm4', senderId: 'bob' }),
    ])
    expect(await chat.version()).toBe(before + 1)
    expect((await chat.tallymark.getConversation({ conversationId: 'c2' })).version).toBe(1)
  })
})

describe('[VER2] a participant’s revision', () => {
  const revisionOf = async (chat: Chat) => (await chat.participant('bob')).revision
  const moving: readonly Step[] = [
    ['a delivery', (chat) => chat.deliver('bob', { messageId: 'm2' })],
    ['a read', (chat) => chat.read('bob', { messageId: 'm2' })],
    ['a private read', (chat) => chat.read('bob', { messageId: 'm2', private: true })],
    ['a mark as unread', (chat) => chat.tallymark.markUnread({ ...c1, recipientId: 'bob', fromMessageId: 'm1' })],
    ['a sharing', (chat) => chat.tallymark.setSharing({ ...c1, userId: 'bob', sharing: 'nothing' })],
    ['a leaving', (chat) => chat.leave('bob')],
  ]
  const resting: readonly Step[] = [
    ['a mark of what was marked', (chat) => chat.read('bob', { messageId: 'm1' })],
    ['a refused mark', (chat) => codeOf(chat.read('bob', { seqs: '9' }))],
    ['a post of its own', (chat) => chat.post('bob')],
    ['a mark of another', (chat) => chat.read('alice', { messageId: 'm1' })],
    ['the same sharing', (chat) => chat.tallymark.setSharing({ ...c1, userId: 'bob', sharing: null })],
    ['a joining while in', (chat) => chat.join('bob')],
    ['a question', (chat) => chat.unread('bob')],
  ]

  test.each(moving)('[VER2] rises by one with %s', async (_what, act) => {
    await using chat = await prepared()
    const before = await revisionOf(chat)
    await act(chat)
    expect(await revisionOf(chat)).toBe(before + 1)
  })

  test.each(resting)('[VER2] stays with %s', async (_what, act) => {
    await using chat = await prepared()
    const before = await revisionOf(chat)
    await act(chat)
    expect(await revisionOf(chat)).toBe(before)
  })

  test('[VER2] stays when a read again takes nothing out of what was reopened', async () => {
    await using chat = await prepared()
    await chat.read('bob', { upToMessageId: 'm3' })
    await chat.tallymark.markUnread({ ...c1, recipientId: 'bob', fromMessageId: 'm3' })
    const before = await chat.participant('bob')
    await chat.read('bob', { upToMessageId: 'm2' })
    expect(await chat.participant('bob')).toEqual(before)
  })
})
