import type { MarkFrame } from '@tallymark/core'
import { describe, expect, test } from 'vitest'
import { CommitWatch } from '../../testing/commit-watch.ts'
import { type FeedChat, openFeedChat } from '../../testing/feed-chat.ts'

const IN = ['alice', 'bob']
const here = { conversationId: 'c1' as never }

const mark = (id: number, rest: Partial<MarkFrame>): MarkFrame => ({
  ...{ type: 'mark', id, conversationId: 'c1', kind: 'read' },
  ...rest,
})

/** A chat of which commits can be held back, with five messages of bob. */
async function heldChat(): Promise<{ readonly chat: FeedChat; readonly commits: CommitWatch }> {
  let commits: CommitWatch | undefined
  const chat = await openFeedChat(IN, {
    around: (store) => {
      commits = new CommitWatch(store)
      return commits.store
    },
  })
  await chat.post('bob', 5)
  return { chat, commits: commits as CommitWatch }
}

describe('a mark', () => {
  test('[CON6, RCP5] is answered with its number, and only after its commit', async () => {
    const { chat, commits } = await heldChat()
    await using _ = chat
    const alice = await chat.connect('alice')
    commits.hold()
    alice.say(mark(7, { upToMessageId: 'm3' }))
    await commits.reached()
    await chat.time.settle()
    expect(alice.of('marked')).toEqual([])
    commits.release()
    await chat.time.settle()
    const { version, revision } = (await chat.engine.getUnread({ ...here, userId: 'alice' as never })) as never
    expect(alice.of('marked')).toEqual([{ type: 'marked', id: 7, delivered: '1:3', read: '1:3', version, revision }])
  })

  test('[CON6] that cannot be committed is refused with its number, and may be sent again', async () => {
    const { chat, commits } = await heldChat()
    await using _ = chat
    const alice = await chat.connect('alice')
    commits.failNext()
    alice.say(mark(7, { seqs: '1' }))
    await chat.time.settle()
    expect(alice.of('refused')).toMatchObject([
      { id: 7, conversationId: 'c1', code: 'storage_unavailable', retry: true },
    ])
    alice.say(mark(7, { seqs: '1' }))
    await chat.time.settle()
    expect(alice.of('marked')).toMatchObject([{ id: 7, read: '1' }])
  })

  test.each<[string, Partial<MarkFrame>, string]>([
    ['no target', {}, 'invalid_input'],
    ['two targets', { seqs: '1', upToMessageId: 'm1' }, 'invalid_input'],
    ['a delivery in private', { kind: 'delivered', seqs: '1', private: true }, 'invalid_input'],
    ['seqs without an end', { seqs: '1:*' }, 'invalid_input'],
    ['no seqs', { seqs: '' }, 'invalid_input'],
    ['no messages', { messageIds: [] }, 'invalid_input'],
    ['a message twice', { messageIds: ['m1', 'm1'] }, 'invalid_input'],
    ['a message that is not there', { messageIds: ['m9'] }, 'unknown_message'],
    ['a seq beyond the head', { seqs: '6' }, 'beyond_head'],
    ['a conversation that it is not in', { conversationId: 'c2', seqs: '1' }, 'not_a_participant'],
    ['a conversation that is not there', { conversationId: 'nowhere', seqs: '1' }, 'not_a_participant'],
  ])('[CON6] of %s is refused with its own number, and does nothing', async (_what, rest, code) => {
    await using chat = await openFeedChat(IN)
    await chat.engine.createConversation({ conversationId: 'c2' as never, participants: ['bob' as never] })
    await chat.post('bob', 5)
    const alice = await chat.connect('alice')
    alice.say(mark(3, rest))
    alice.say(mark(4, { seqs: '5' }))
    await chat.time.settle()
    const { conversationId = 'c1' } = rest
    expect(alice.of('refused')).toMatchObject([{ id: 3, conversationId, code }])
    expect(alice.of('marked')).toMatchObject([{ id: 4, read: '5' }])
  })

  test('[CON6] of several kinds does what it says, for the connection’s own user', async () => {
    await using chat = await openFeedChat(IN)
    await chat.post('bob', 5)
    const alice = await chat.connect('alice')
    const key = await chat.connect(null)
    key.say({ type: 'hello', token: 'key', userId: 'alice' })
    alice.say(mark(1, { kind: 'delivered', seqs: '1:5' }))
    await chat.time.settle()
    alice.say(mark(2, { messageIds: ['m1', 'm3'], private: true }))
    await chat.time.settle()
    alice.say({ type: 'markUnread', id: 3, conversationId: 'c1', fromMessageId: 'm3' })
    await chat.time.settle()
    key.say(mark(4, { seqs: '5' }))
    await chat.time.settle()
    expect(
      alice
        .of('marked')
        .map(({ id, delivered, read }) => [id, delivered, read])
        .sort(),
    ).toEqual([
      [1, '1:5', ''],
      [2, '1:5', '1,3'],
      [3, '1:5', '1,3'],
    ])
    expect(key.of('marked')).toMatchObject([{ id: 4, read: '1,3,5' }])
    expect(await chat.engine.getParticipant({ ...here, userId: 'bob' as never })).toMatchObject({ read: '' })
  })

  test('[CON6] of the chat itself is refused: it is for a user', async () => {
    await using chat = await openFeedChat(IN)
    await chat.post('bob')
    const key = await chat.connect('key')
    key.say(mark(1, { seqs: '1' }))
    await chat.time.settle()
    expect(key.of('refused')).toMatchObject([{ id: 1, code: 'invalid_input' }])
  })
})

describe('a mark for somebody else', () => {
  test.each(['mark', 'markUnread'])('[CON6, WIR3] by a %s frame is refused, and marks nothing', async (type) => {
    await using chat = await openFeedChat(['alice', 'bob', 'carol'])
    await chat.post('carol', 2)
    await chat.read('bob', '1')
    const before = await chat.engine.getParticipant({ ...here, userId: 'bob' as never })
    const alice = await chat.connect('alice')
    const marks = { mark: { kind: 'read', seqs: '1:2' }, markUnread: { fromMessageId: 'm1' } }
    const named = { type, id: 1, conversationId: 'c1', ...marks[type as keyof typeof marks], recipientId: 'bob' }
    alice.sayText(JSON.stringify(named))
    await chat.time.pass(1_000)
    expect(alice.of('refused')).toMatchObject([{ id: 1, code: 'invalid_input' }])
    expect(alice.of('marked')).toEqual([])
    expect(await chat.engine.getParticipant({ ...here, userId: 'bob' as never })).toEqual(before)
    expect(await chat.engine.getParticipant({ ...here, userId: 'alice' as never })).toMatchObject({ read: '' })
  })
})

describe('when the server stops', () => {
  test('[CON7] connections are told so, each with a time to wait of its own', async () => {
    const draws = [0.1, 0.5, 0.9]
    await using chat = await openFeedChat(IN, { random: () => draws.shift() ?? 0 })
    const devices = [await chat.connect('alice'), await chat.watch('bob'), await chat.connect(null)]
    await chat.feeds.stop()
    expect(devices.map(({ closed }) => closed)).toEqual(['stopping', 'stopping', 'stopping'])
    const waits = devices.map((device) => device.of('bye')[0]?.retryAfterMs)
    expect(waits.map((wait = -1) => Math.round(wait / 100))).toEqual([1, 5, 9])
    expect((await chat.connect('alice')).closed).toBe('stopping')
  })

  test('[CON7] what a client sent is answered first, and it takes no more', async () => {
    const { chat, commits } = await heldChat()
    await using _ = chat
    const alice = await chat.connect('alice')
    commits.hold()
    alice.say(mark(1, { seqs: '1' }))
    await commits.reached()
    let isStopped = false
    const stopped = chat.feeds.stop().then(() => {
      isStopped = true
    })
    alice.say(mark(2, { seqs: '2' }))
    await chat.time.settle()
    expect([isStopped, alice.closed]).toEqual([false, undefined])
    commits.release()
    await stopped
    expect(alice.frames.slice(1)).toMatchObject([
      { type: 'marked', id: 1, read: '1' },
      { type: 'bye', code: 4000 },
    ])
    expect(alice.closed).toBe('stopping')
  })

  test('[CON7] one that is cut off meanwhile does not hold it up', async () => {
    const { chat, commits } = await heldChat()
    await using _ = chat
    const alice = await chat.connect('alice')
    commits.hold()
    alice.say(mark(1, { seqs: '1' }))
    await commits.reached()
    const stopped = chat.feeds.stop()
    alice.cut()
    await stopped
    commits.release()
    expect(chat.feeds.counts.connections).toBe(0)
  })
})

describe('timers', () => {
  test('[FED11] none is left when all devices are gone and their conversations are forgotten', async () => {
    await using chat = await openFeedChat(['alice', 'bob', 'carol'])
    const devices = [await chat.watch('alice'), await chat.watch('bob'), await chat.watch('key')]
    const carol = await chat.watch('carol')
    for (const device of devices) device.say({ type: 'inbox', on: true })
    await chat.post('alice', 3)
    await chat.read('bob', '1:2', true)
    await chat.time.pass(10)
    for (const device of devices) device.cut()
    await chat.leave('carol')
    await chat.time.pass(1_000)
    carol.cut()
    expect(chat.feeds.counts).toMatchObject({ connections: 0, watches: 0, inboxes: 0, conversations: 1, replicas: 1 })
    await chat.time.pass(35_000)
    expect(chat.feeds.counts).toMatchObject({ conversations: 0, replicas: 0, replicaBytes: 0 })
    expect(chat.time.waiting).toBe(0)
  })

  test('[FED11] none is left after the server stopped', async () => {
    await using chat = await openFeedChat(IN)
    await chat.watch('alice')
    await chat.post('bob')
    await chat.time.pass(10)
    await chat.feeds.stop()
    await chat.time.pass(1_000)
    expect(chat.time.waiting).toBe(0)
  })
})
