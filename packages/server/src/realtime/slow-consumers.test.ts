import { expect, test } from 'vitest'
import { aroundStore } from '../../testing/around-store.ts'
import { type Device, type FeedChat, openFeedChat } from '../../testing/feed-chat.ts'
import { HeldInbox } from '../../testing/held-inbox.ts'
import { HeldPicture } from '../../testing/held-picture.ts'
import { WAITING_LIMIT_BYTES, WAITING_MAX_BYTES } from './feed-limits.ts'

test('[FED2] a device that takes nothing gets nothing more, then the latest state at once', async () => {
  await using chat = await openFeedChat(['alice', 'bob'])
  const bob = await chat.watch('bob')
  bob.say({ type: 'inbox', on: true })
  await chat.time.pass(1_000)
  const before = bob.frames.length
  bob.waitingBytes = WAITING_MAX_BYTES + 1
  for (let i = 0; i < 100; i += 1) {
    await chat.post('alice')
    await chat.time.pass(60)
  }
  expect(bob.frames.length).toBe(before)
  bob.waitingBytes = 0
  bob.connection?.drained()
  await chat.time.pass(300)
  expect(
    bob.frames
      .slice(before)
      .map(({ type }) => type)
      .sort(),
  ).toEqual(['change', 'inbox', 'own'])
  const fresh = HeldPicture.of((await chat.watch('bob', { from: 1 })).frames)
  expect(HeldPicture.of(bob.frames).picture).toEqual(fresh.picture)
  expect(HeldPicture.of(bob.frames).own).toEqual(fresh.own)
  expect(HeldInbox.of(bob.frames).inbox).toMatchObject({ unreadMessages: 100, unreadConversations: 1 })
})

test('[FED2] what it missed is one change, where a change can say it', async () => {
  await using chat = await openFeedChat(['alice', 'bob'])
  const alice = await chat.watch('alice')
  await chat.post('alice', 5)
  await chat.time.pass(1_000)
  alice.clear()
  alice.waitingBytes = WAITING_MAX_BYTES + 1
  for (const seq of [1, 2, 3, 4]) {
    await chat.read('bob', `${seq}`)
    await chat.time.pass(100)
  }
  alice.waitingBytes = WAITING_MAX_BYTES
  alice.connection?.drained()
  await chat.time.pass(100)
  expect(alice.frames).toMatchObject([{ type: 'change', tallies: [1, 2, 3, 4].map((seq) => [seq, 1, 1, 1, 0]) }])
})

test('[FED2] its own marks of other devices reach it when it takes something again', async () => {
  await using chat = await openFeedChat(['alice', 'bob'])
  await chat.post('alice', 5)
  const bob = await chat.watch('bob')
  await chat.time.pass(1_000)
  bob.clear()
  bob.waitingBytes = WAITING_MAX_BYTES + 1
  await chat.read('bob', '1:3', true)
  await chat.time.pass(100)
  expect(bob.frames).toEqual([])
  bob.waitingBytes = 0
  bob.connection?.drained()
  await chat.time.settle()
  expect(bob.frames).toMatchObject([{ type: 'own', read: '1:3', unreadCount: 2 }])
})

const WHILE_BEHIND = {
  'its own mark': (chat: FeedChat) => chat.read('bob', '1:3'),
  'a post': (chat: FeedChat) => chat.post('alice', 5),
  'its first watch': async (_chat: FeedChat, bob: Device) => bob.say({ type: 'watch', conversationId: 'c1' }),
}

test.each(Object.entries(WHILE_BEHIND))(
  '[FED1, FED2, FED10] %s while it was behind reaches it, though another’s mark is told before all was taken',
  async (what, happens) => {
    await using chat = await openFeedChat(['alice', 'bob', 'carol'])
    await chat.post('alice', 5)
    const bob = await (what === 'its first watch' ? chat.connect('bob') : chat.watch('bob'))
    await chat.time.pass(1_000)
    bob.waitingBytes = WAITING_MAX_BYTES + 1
    await happens(chat, bob)
    await chat.time.pass(100)
    bob.waitingBytes = WAITING_MAX_BYTES / 2
    await chat.read('carol', '1')
    await chat.time.pass(100)
    bob.waitingBytes = 0
    bob.connection?.drained()
    await chat.time.pass(1_000)
    const fresh = await chat.fresh('bob')
    expect(HeldPicture.of(bob.frames).own).toEqual(HeldPicture.of(fresh.frames).own)
  },
)

test('[FED2] [FED10] so does its own mark where it falls behind while the store is asked', async () => {
  const users = Array.from({ length: 200 }, (_, i) => `u${i}`)
  const gate = Promise.withResolvers<void>()
  let isHeld = false
  await using chat = await openFeedChat(['alice', ...users], {
    around: (store) =>
      aroundStore(store, async ({ call, run }) => {
        if (isHeld && call === 'countUnread') {
          isHeld = false
          await gate.promise
        }
        return run()
      }),
  })
  await chat.post('alice', 5)
  const devices = await Promise.all(users.map((user) => chat.watch(user)))
  const last = devices[180] as Device
  await chat.time.pass(20_000)
  isHeld = true
  await Promise.all(users.map((user) => chat.read(user, '1:3', true)))
  await chat.time.settle()
  last.waitingBytes = WAITING_MAX_BYTES + 1
  gate.resolve()
  await chat.time.settle(40)
  last.waitingBytes = 0
  last.connection?.drained()
  await chat.time.pass(1_000)
  expect(HeldPicture.of(last.frames).own).toMatchObject({ read: '1:3', unreadCount: 2 })
})

test('[FED2] one that takes nothing for 30 seconds is closed, one that took it in time is not', async () => {
  await using chat = await openFeedChat(['alice', 'bob', 'carol'])
  const [bob, carol] = [await chat.watch('bob'), await chat.watch('carol')]
  for (const device of [bob, carol]) device.waitingBytes = WAITING_MAX_BYTES + 1
  await chat.post('alice')
  await chat.time.pass(29_000)
  expect([bob.closed, carol.closed]).toEqual([undefined, undefined])
  carol.waitingBytes = 0
  carol.connection?.drained()
  await chat.time.pass(1_500)
  expect([bob.closed, carol.closed]).toEqual(['slow', undefined])
  expect(bob.of('bye')).toMatchObject([{ code: 4002 }])
  expect(chat.feeds.counts).toMatchObject({ slow: 1, connections: 1, watches: 1 })
})

test('[FED2] one that lets more than 1 MiB wait is closed, answers to its own frames included', async () => {
  await using chat = await openFeedChat(['alice'])
  const alice = await chat.connect('alice')
  alice.waitingBytes = WAITING_LIMIT_BYTES
  alice.say({ type: 'ping' })
  await chat.time.settle()
  expect(alice.closed).toBeUndefined()
  alice.waitingBytes = WAITING_LIMIT_BYTES + 1
  alice.say({ type: 'ping' })
  await chat.time.settle()
  expect(alice.closed).toBe('slow')
})

test('[FED2] the others do not wait for it', async () => {
  await using chat = await openFeedChat(['alice', 'bob', 'carol'])
  const [bob, carol] = [await chat.watch('bob'), await chat.watch('carol')]
  await chat.time.pass(1_000)
  bob.waitingBytes = WAITING_MAX_BYTES + 1
  for (const device of [bob, carol]) device.clear()
  await chat.post('alice')
  await chat.time.settle()
  expect(carol.of('change')).toHaveLength(1)
  expect(bob.frames).toEqual([])
})
