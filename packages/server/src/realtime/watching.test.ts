import { describe, expect, test } from 'vitest'
import { type Device, type FeedChat, openFeedChat } from '../../testing/feed-chat.ts'
import { HeldPicture } from '../../testing/held-picture.ts'

const IN = ['alice', 'bob']
const here = { conversationId: 'c1' as never }

/** The refusals of watches, without their conversation. */
const refusals = (device: Device) => device.of('refused').map(({ conversationId: _c, ...refusal }) => refusal)
const codes = (device: Device): readonly string[] => device.of('refused').map(({ code }) => code)

describe('a watch is refused', () => {
  test('[FED12, ACC5] where its viewer is not in, and in the same words where there is no such conversation', async () => {
    await using chat = await openFeedChat(IN)
    await chat.watch('alice')
    const stranger = await chat.watch('mallory')
    stranger.say({ type: 'watch', conversationId: 'nowhere' })
    await chat.time.settle()
    const [here, nowhere] = refusals(stranger)
    expect(here).toMatchObject({ code: 'not_a_participant', retry: false })
    expect(nowhere).toEqual(here)
  })

  test('[FED12] where its viewer has left', async () => {
    await using chat = await openFeedChat(IN)
    await chat.leave('bob')
    expect(codes(await chat.watch('bob'))).toEqual(['left_conversation'])
  })

  test('[FED12] to the chat itself where there is no such conversation', async () => {
    await using chat = await openFeedChat(IN)
    const key = await chat.connect('key')
    key.say({ type: 'watch', conversationId: 'nowhere' })
    await chat.time.settle()
    expect(codes(key)).toEqual(['unknown_conversation'])
  })

  test.each([{ to: 3 }, { from: 3, to: 2 }])(
    '[FED12] with a window that is none: %j, and what was watched ends',
    async (asked) => {
      await using chat = await openFeedChat(IN)
      const alice = await chat.watch('alice')
      alice.say({ type: 'watch', conversationId: 'c1', ...asked })
      await chat.time.settle()
      expect(codes(alice)).toEqual(['invalid_input'])
      expect(chat.feeds.counts.watches).toBe(0)
    },
  )
})

describe('a watch ends', () => {
  test.each<[string, string, (chat: FeedChat) => Promise<unknown>]>([
    ['its viewer leaves', 'left_conversation', (chat) => chat.leave('bob')],
    ['its viewer is erased', 'not_a_participant', ({ engine }) => engine.eraseUser({ userId: 'bob' as never })],
    ['the conversation is removed', 'not_a_participant', ({ engine }) => engine.removeConversation(here)],
  ])('[FED12] when %s, with %s', async (_what, code, happen) => {
    await using chat = await openFeedChat(IN)
    const bob = await chat.watch('bob')
    await chat.time.pass(1_000)
    await happen(chat)
    await chat.time.pass(100)
    expect(codes(bob)).toEqual([code])
    bob.clear()
    await chat.engine.createConversation({ ...here, participants: IN as never })
    await chat.post('alice')
    await chat.time.pass(1_000)
    expect(bob.frames).toEqual([])
  })

  test('[FED12] for the chat itself when the conversation is removed', async () => {
    await using chat = await openFeedChat(IN)
    const key = await chat.watch('key')
    await chat.engine.removeConversation(here)
    await chat.time.pass(100)
    expect(codes(key)).toEqual(['unknown_conversation'])
  })

  test('[FED12] when nothing told of it, at the next comparison', async () => {
    await using chat = await openFeedChat(['alice', 'bob', 'carol'], { relay: () => () => undefined })
    const [bob, carol, alice] = [await chat.watch('bob'), await chat.watch('carol'), await chat.watch('alice')]
    await chat.leave('bob')
    await chat.engine.eraseUser({ userId: 'carol' as never })
    await chat.time.pass(2_200)
    expect([codes(bob), codes(carol), codes(alice)]).toEqual([['left_conversation'], ['not_a_participant'], []])
    await chat.engine.removeConversation(here)
    await chat.time.pass(2_200)
    expect(codes(alice)).toEqual(['not_a_participant'])
  })

  test('[FED12] and begins anew for one who joined again', async () => {
    await using chat = await openFeedChat(IN)
    const bob = await chat.watch('bob')
    await chat.leave('bob')
    await chat.time.pass(100)
    await chat.post('alice')
    await chat.join('bob')
    bob.say({ type: 'watch', conversationId: 'c1' })
    await chat.post('alice')
    await chat.time.pass(100)
    expect(HeldPicture.of(bob.frames)).toMatchObject({ ended: undefined, own: { unreadCount: 1 } })
  })

  test('[FED1, FED12] not for one whose joining nobody told of', async () => {
    let isSilent = false
    const relay = (deliver: (changes: never) => void) => (changes: unknown) => {
      if (!isSilent) deliver(changes as never)
    }
    await using chat = await openFeedChat(IN, { relay })
    const alice = await chat.watch('alice')
    isSilent = true
    await chat.join('dave')
    const dave = await chat.watch('dave')
    await chat.time.pass(100)
    expect(codes(dave)).toEqual([])
    const names = (device: Device) => HeldPicture.of(device.frames).picture.people?.map(({ userId }) => userId)
    expect([names(dave), names(alice)]).toEqual(Array(2).fill(['alice', 'bob', 'dave']))
  })
})

describe('a watch that is over before it began', () => {
  test('[FED12, CON4] leaves nothing behind, whether it was ended or its connection was', async () => {
    await using chat = await openFeedChat(IN)
    const alice = await chat.watch('alice')
    const bob = await chat.connect('bob')
    bob.say({ type: 'watch', conversationId: 'c1' })
    bob.say({ type: 'unwatch', conversationId: 'c1' })
    await chat.time.settle()
    expect(bob.of('snapshot')).toEqual([])
    bob.say({ type: 'watch', conversationId: 'c1' })
    bob.cut()
    await chat.time.settle()
    expect(chat.feeds.counts).toMatchObject({ connections: 1, watches: 1 })
    await chat.post('bob')
    await chat.time.settle()
    expect(alice.of('change')).toHaveLength(1)
  })

  test('[FED12] and begun again is one watch', async () => {
    await using chat = await openFeedChat(IN)
    const alice = await chat.connect('alice')
    for (const type of ['watch', 'unwatch', 'watch', 'watch'] as const) alice.say({ type, conversationId: 'c1' })
    await chat.time.settle()
    await chat.post('bob')
    await chat.time.pass(100)
    expect(HeldPicture.of(alice.frames).picture.messages).toHaveLength(1)
    expect(alice.of('change')).toHaveLength(1)
    expect(chat.feeds.counts.watches).toBe(1)
  })
})

describe('the window', () => {
  test('[FED8] moves with the same watch, and is told by a snapshot', async () => {
    await using chat = await openFeedChat(IN)
    await chat.post('alice', 10)
    const bob = await chat.watch('bob', { from: 1, to: 3 })
    bob.say({ type: 'watch', conversationId: 'c1', from: 5, to: 7 })
    await chat.time.settle()
    expect(bob.of('snapshot').map(({ messages }) => messages.map(({ seq }) => seq))).toEqual([
      [1, 2, 3],
      [5, 6, 7],
    ])
    expect(chat.feeds.counts.watches).toBe(1)
  })

  test('[FED6, CON4] is at most 200 messages, and the newest 50 where it would grow beyond', async () => {
    await using chat = await openFeedChat(IN)
    await chat.post('alice', 199)
    const [open, wide] = [await chat.watch('bob', { from: 1 }), await chat.watch('bob', { from: 1, to: 1_000 })]
    await chat.post('alice', 1)
    await chat.time.pass(1_000)
    expect(HeldPicture.of(open.frames).picture).toMatchObject({ from: 1, to: null })
    await chat.post('alice', 1)
    await chat.time.pass(1_000)
    expect(HeldPicture.of(open.frames).picture).toMatchObject({ from: 152, to: null })
    expect(HeldPicture.of(open.frames).picture.messages).toHaveLength(50)
    expect(HeldPicture.of(wide.frames).picture).toMatchObject({ from: 1, to: 200 })
  })
})
