import { expect, test } from 'vitest'
import { aroundStore, type StoreCall } from '../../testing/around-store.ts'
import { openFeedChat } from '../../testing/feed-chat.ts'
import { HeldPicture } from '../../testing/held-picture.ts'
import { cid } from '../../testing/store-contract/sample-rows.ts'
import { heldBy } from '../../testing/viewing-script.ts'

/** A chat of which an answer of the store is held back, once a test says which, or all of its kind. */
async function slowChat() {
  const late = Promise.withResolvers<void>()
  let slow: StoreCall | undefined
  let isEachSlow = false
  const chat = await openFeedChat(['alice', 'bob'], {
    around: (store) =>
      aroundStore(store, async ({ call, run }) => {
        const isHeld = call === slow
        if (isHeld && !isEachSlow) slow = undefined
        const answer = await run()
        if (isHeld) await late.promise
        return answer
      }),
  })
  return {
    chat,
    late,
    hold: (call: StoreCall, isEach = false) => {
      slow = call
      isEachSlow = isEach
    },
  }
}

test('[FED1, NOD1] an answer of the store that comes late takes back nothing of what one has been told of oneself', async () => {
  const { chat, late, hold } = await slowChat()
  await using _ = chat
  await chat.post('alice', 2)
  const bob = await chat.watch('bob')
  await chat.time.pass(1_000)
  hold('countUnread')
  await chat.read('bob', '1')
  await chat.time.pass(100)
  expect(HeldPicture.of(bob.frames).own).toMatchObject({ unreadCount: 2 })
  await chat.read('bob', '2')
  await chat.post('alice')
  await chat.time.pass(100)
  expect(HeldPicture.of(bob.frames).own).toMatchObject({ read: '1:2', unreadCount: 1 })
  late.resolve()
  await chat.time.pass(5_000)
  const fresh = await chat.fresh('bob')
  expect(HeldPicture.of(bob.frames).own).toEqual(HeldPicture.of(fresh.frames).own)
})

test('[FED1, NOD1] nor does it take a picture back to a replica that was given up meanwhile', async () => {
  const { chat, late, hold } = await slowChat()
  await using _ = chat
  await chat.post('alice', 9)
  const bob = await chat.watch('bob', { from: 8 })
  await chat.time.pass(1_000)
  const { replicas } = chat.engine.live()
  hold('messagesBetween')
  bob.say({ type: 'watch', conversationId: 'c1', from: 2 })
  await chat.time.settle()
  replicas.lose(replicas.peek(cid('c1'))?.key ?? 0)
  await chat.post('alice')
  await chat.time.pass(1_000)
  expect(HeldPicture.of(bob.frames)).toMatchObject({ version: 3, head: 10 })
  late.resolve()
  await chat.time.pass(5_000)
  expect(heldBy(bob)).toEqual(heldBy(await chat.fresh('bob', { from: 2 })))
  const versions = bob.frames.flatMap((frame) => ('version' in frame ? [frame.version] : []))
  expect(versions).toEqual(versions.toSorted((a, b) => a - b))
})

test('[FED10] a question about one that hangs does not keep the others from hearing of themselves', async () => {
  const { chat, late, hold } = await slowChat()
  await using _ = chat
  await chat.join('carol')
  await chat.post('alice', 5)
  const [bob, carol] = [await chat.watch('bob'), await chat.watch('carol')]
  await chat.time.pass(5_000)
  hold('countUnread')
  await chat.read('bob', '1:3', true)
  await chat.time.settle()
  await chat.read('carol', '1:2', true)
  await chat.time.pass(1_100)
  expect(HeldPicture.of(carol.frames).own).toMatchObject({ read: '1:2' })
  late.resolve()
  await chat.time.pass(100)
  expect(HeldPicture.of(bob.frames).own).toMatchObject({ read: '1:3' })
})

test('[FED1] [FED10] a device that was let in by an old row learns what another device of its user knows', async () => {
  const { chat, late, hold } = await slowChat()
  await using _ = chat
  await chat.post('alice', 5)
  await chat.watch('alice')
  await chat.time.pass(1_000)
  hold('find')
  const one = await chat.connect('bob')
  one.say({ type: 'watch', conversationId: 'c1' })
  await chat.time.settle()
  await chat.read('bob', '1:3', true)
  late.resolve()
  await chat.time.settle()
  const other = await chat.watch('bob')
  await chat.time.pass(5_000)
  for (const device of [one, other]) expect(HeldPicture.of(device.frames).own).toMatchObject({ read: '1:3' })
})

test('[FED10] one is told nothing of oneself before the picture, which may be of another conversation than the one that is held', async () => {
  const { chat, late, hold } = await slowChat()
  await using _ = chat
  await chat.post('alice', 2)
  const bob = await chat.connect('bob')
  hold('messagesBetween')
  bob.say({ type: 'watch', conversationId: 'c1' })
  await chat.time.settle()
  await chat.read('bob', '1', true)
  await chat.time.pass(1_000)
  expect(bob.frames.filter(({ type }) => type === 'own')).toEqual([])
  late.resolve()
  await chat.time.pass(1_000)
  expect(bob.frames.map(({ type }) => type)).toEqual(['welcome', 'snapshot', 'own'])
  expect(HeldPicture.of(bob.frames).own).toMatchObject({ read: '1', unreadCount: 1 })
})

test('[FED10, NOD1] what one marks while one is being let in is known at once', async () => {
  const { chat, late, hold } = await slowChat()
  await using _ = chat
  await chat.post('alice', 2)
  hold('members')
  const alice = await chat.connect('alice')
  const bob = await chat.connect('bob')
  for (const device of [alice, bob]) {
    device.say({ type: 'watch', conversationId: 'c1' })
    await chat.time.settle()
  }
  await chat.read('bob', '1', true)
  late.resolve()
  await chat.time.settle()
  expect(bob.of('own')).toMatchObject([{ read: '1', unreadCount: 1 }])
})

test('[FED1] a sender who leaves while messages are looked up keeps its name', async () => {
  const { chat, late, hold } = await slowChat()
  await using _ = chat
  await chat.join('zoe')
  await chat.post('zoe')
  await chat.leave('zoe')
  await chat.post('alice')
  hold('userIdOf', true)
  const bob = await chat.connect('bob')
  bob.say({ type: 'watch', conversationId: 'c1' })
  await chat.time.settle()
  await chat.leave('alice')
  late.resolve()
  await chat.time.pass(5_000)
  expect(HeldPicture.of(bob.frames).picture.messages.map(({ senderId }) => senderId)).toEqual(['zoe', 'alice'])
})
