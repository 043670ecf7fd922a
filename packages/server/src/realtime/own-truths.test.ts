import { expect, test } from 'vitest'
import { aroundStore } from '../../testing/around-store.ts'
import { openFeedChat } from '../../testing/feed-chat.ts'
import { HeldPicture } from '../../testing/held-picture.ts'

test('[FED1, NOD1] an answer of the store that comes late takes back nothing of what one has been told of oneself', async () => {
  const late = Promise.withResolvers<void>()
  let isSlow = false
  await using chat = await openFeedChat(['alice', 'bob'], {
    around: (store) =>
      aroundStore(store, async ({ call, run }) => {
        const isHeld = isSlow && call === 'countUnread'
        if (isHeld) isSlow = false
        const answer = await run()
        if (isHeld) await late.promise
        return answer
      }),
  })
  await chat.post('alice', 2)
  const bob = await chat.watch('bob')
  await chat.time.pass(1_000)
  isSlow = true
  await chat.read('bob', '1')
  await chat.time.pass(100)
  expect(HeldPicture.of(bob.frames).own).toMatchObject({ unreadCount: 2 })
  await chat.read('bob', '2')
  await chat.time.pass(100)
  expect(HeldPicture.of(bob.frames).own).toMatchObject({ read: '1:2', unreadCount: 0 })
  late.resolve()
  await chat.time.pass(5_000)
  const fresh = await chat.fresh('bob')
  expect(HeldPicture.of(bob.frames).own).toEqual(HeldPicture.of(fresh.frames).own)
})
