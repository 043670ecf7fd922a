import { describe, expect, test } from 'vitest'
import { aroundStore, type StoreCall } from '../../testing/around-store.ts'
import { openFeedChat } from '../../testing/feed-chat.ts'
import { HeldInbox } from '../../testing/held-inbox.ts'
import { HeldPicture } from '../../testing/held-picture.ts'
import { cid, mid, uid } from '../../testing/store-contract/sample-rows.ts'
import { StoreError } from '../engine/ports/store-error.ts'

const IN = ['alice', 'bob', 'carol']

/** A chat of which calls of one kind fail while a test says so. */
async function faultyChat(limits = {}) {
  let failing: StoreCall | undefined
  const faults: unknown[] = []
  const chat = await openFeedChat(IN, {
    ...{ limits, onFault: (fault) => faults.push(fault) },
    around: (store) =>
      aroundStore(store, ({ call, run }) =>
        call === failing ? Promise.reject(new StoreError('unavailable', `${call} failed`)) : run(),
      ),
  })
  return {
    chat,
    faults,
    fail: (call: StoreCall | undefined) => {
      failing = call
    },
  }
}

describe('when the store cannot be asked', () => {
  test.each<StoreCall>(['find', 'members', 'messagesBetween', 'profiles', 'countUnread'])(
    '[FED12] a watch that begins is refused, and may be begun again: %s',
    async (call) => {
      const { chat, faults, fail } = await faultyChat()
      await using _ = chat
      await chat.post('alice', 2)
      fail(call)
      const bob = await chat.watch('bob')
      expect(bob.of('refused')).toMatchObject([{ conversationId: 'c1', code: 'storage_unavailable', retry: true }])
      expect(chat.feeds.counts.watches).toBe(0)
      expect(faults.length).toBeGreaterThan(0)
      fail(undefined)
      bob.say({ type: 'watch', conversationId: 'c1' })
      await chat.time.settle()
      expect(HeldPicture.of(bob.frames).picture.messages).toHaveLength(2)
      expect(HeldPicture.of(bob.frames).own).toMatchObject({ unreadCount: 2 })
    },
  )

  test('[FED1, FED3] what moved is told once it can be', async () => {
    const { chat, fail } = await faultyChat()
    await using _ = chat
    const [alice, bob] = [await chat.watch('alice'), await chat.watch('bob')]
    await chat.time.pass(1_000)
    fail('countUnread')
    await chat.post('alice')
    await chat.time.pass(3_000)
    expect(HeldPicture.of(alice.frames).head).toBe(1)
    expect(HeldPicture.of(bob.frames).own).toMatchObject({ unreadCount: 0 })
    fail(undefined)
    await chat.time.pass(1_000)
    expect(HeldPicture.of(bob.frames).own).toMatchObject({ unreadCount: 1 })
  })

  test('[FED10] one’s own truth is told once it can be', async () => {
    const { chat, fail } = await faultyChat()
    await using _ = chat
    await chat.post('alice', 3)
    const bob = await chat.watch('bob')
    await chat.time.pass(1_000)
    fail('countUnread')
    await chat.read('bob', '1:2', true)
    await chat.time.pass(500)
    expect(HeldPicture.of(bob.frames).own).toMatchObject({ read: '' })
    fail(undefined)
    await chat.time.pass(1_000)
    expect(HeldPicture.of(bob.frames).own).toMatchObject({ read: '1:2', unreadCount: 1 })
  })

  test('[FED1] the comparison goes on with the next', async () => {
    let isSilent = false
    let isFailing = false
    await using chat = await openFeedChat(IN, {
      relay: (deliver) => (changes) => {
        if (!isSilent) deliver(changes)
      },
      around: (store) =>
        aroundStore(store, ({ call, run }) =>
          isFailing && call === 'find' ? Promise.reject(new StoreError('unavailable', 'failed')) : run(),
        ),
    })
    const alice = await chat.watch('alice')
    isSilent = true
    await chat.post('bob')
    isFailing = true
    await chat.time.pass(2_100)
    expect(HeldPicture.of(alice.frames).head).toBe(0)
    isFailing = false
    await chat.time.pass(2_100)
    expect(HeldPicture.of(alice.frames).head).toBe(1)
    expect(alice.closed).toBeUndefined()
  })
})

test('[FED13] an inbox tells of all that moved, though the store failed after some of it was counted', async () => {
  let left = Number.POSITIVE_INFINITY
  await using chat = await openFeedChat(['alice', 'bob'], {
    onFault: () => undefined,
    around: (store) =>
      aroundStore(store, async ({ call, run }) => {
        if (call === 'countUnread' && left-- === 0) throw new Error('away')
        return run()
      }),
  })
  const ids = Array.from({ length: 200 }, (_, i) => cid(`d${i}`))
  const participants = [uid('alice'), uid('bob')]
  for (const conversationId of ids) await chat.engine.createConversation({ conversationId, participants })
  const bob = await chat.connect('bob')
  bob.say({ type: 'inbox', on: true })
  await chat.time.pass(5_000)
  left = 1
  await Promise.all(
    ids.map((conversationId) => chat.engine.post({ conversationId, messageId: mid('x'), senderId: uid('alice') })),
  )
  await chat.time.pass(10_000)
  expect(HeldInbox.of(bob.frames).inbox.conversations.filter(({ unreadCount }) => unreadCount === 1)).toHaveLength(200)
})
