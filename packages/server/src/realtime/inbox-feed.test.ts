import { describe, expect, test } from 'vitest'
import { aroundStore } from '../../testing/around-store.ts'
import { type Device, type FeedChat, openFeedChat } from '../../testing/feed-chat.ts'
import { HeldInbox } from '../../testing/held-inbox.ts'
import type { CommitListener } from '../engine/ports/commit-listener.ts'
import type { Store } from '../engine/ports/store.ts'

const here = { conversationId: 'c1' as never }
const inbox = (device: Device) => HeldInbox.of(device.frames).inbox

/** Connects a device that follows its inbox. */
async function follow(chat: FeedChat, user: string): Promise<Device> {
  const device = await chat.connect(user)
  device.say({ type: 'inbox', on: true })
  await chat.time.settle()
  return device
}

/** Between commits and those who hear of them: some can be held back, to come late or never. */
class HeldNotices {
  readonly held: (() => void)[] = []
  areHeld = false
  readonly relay =
    (deliver: CommitListener): CommitListener =>
    (changes) =>
      this.areHeld ? this.held.push(() => deliver(changes)) : deliver(changes)
}

describe('an inbox', () => {
  test('[FED13] is told whole at first, then by what moved', async () => {
    await using chat = await openFeedChat(['alice', 'bob'])
    await chat.post('alice', 3)
    const bob = await follow(chat, 'bob')
    await chat.time.pass(1_000)
    await chat.read('bob', '1:2')
    await chat.time.settle()
    await chat.time.pass(1_000)
    await chat.read('bob', '3')
    await chat.time.pass(1_000)
    const part = { conversationId: 'c1', markedUnread: false }
    expect(bob.of('inbox')).toMatchObject([
      { whole: true, unreadMessages: 3, unreadConversations: 1, conversations: [{ ...part, unreadCount: 3 }] },
      { whole: false, unreadMessages: 1, conversations: [{ ...part, firstUnreadMessageId: 'm3' }] },
      { whole: false, unreadMessages: 0, unreadConversations: 0, conversations: [], cleared: ['c1'] },
    ])
  })

  test('[FED13] is told at most once in its window of time, and at the end of it what is', async () => {
    await using chat = await openFeedChat(['alice', 'bob'])
    const bob = await follow(chat, 'bob')
    await chat.time.pass(1_000)
    bob.clear()
    const start = chat.time.now()
    for (let i = 0; i < 40; i += 1) {
      await chat.post('alice')
      await chat.time.pass(20)
    }
    await chat.time.pass(1_000)
    expect(bob.times).toEqual([0, 250, 500, 750, 1_000].map((ms) => start + ms).slice(0, bob.times.length))
    expect(bob.of('inbox').at(-1)).toMatchObject({ unreadMessages: 40 })
  })

  test('[FED13] is silent after what does not concern it', async () => {
    await using chat = await openFeedChat(['alice', 'bob', 'carol'])
    await chat.post('alice', 2)
    const bob = await follow(chat, 'bob')
    await chat.time.pass(1_000)
    bob.clear()
    await chat.read('carol', '1:2')
    await chat.join('dave')
    await chat.settings({ headline: 'any' })
    await chat.time.pass(5_000)
    expect(bob.frames).toEqual([])
  })

  test('[FED13] follows joining, leaving, removal, a conversation of the same id, and erasure', async () => {
    await using chat = await openFeedChat(['alice', 'bob'])
    const [bob, zoe] = [await follow(chat, 'bob'), await follow(chat, 'zoe')]
    const totals = async (): Promise<readonly number[]> => {
      await chat.time.pass(600)
      return [inbox(bob).unreadMessages, inbox(zoe).unreadMessages]
    }
    await chat.post('alice', 2)
    expect(await totals()).toEqual([2, 0])
    await chat.join('zoe', 'all')
    expect(await totals()).toEqual([2, 2])
    await chat.leave('bob')
    expect(await totals()).toEqual([0, 2])
    await chat.join('bob', 'none')
    await chat.post('alice')
    expect(await totals()).toEqual([3, 3])
    await chat.engine.removeConversation(here)
    expect(await totals()).toEqual([0, 0])
    await chat.engine.createConversation({ ...here, participants: ['alice', 'bob'] as never })
    await chat.post('alice')
    expect(await totals()).toEqual([1, 0])
    await chat.engine.eraseUser({ userId: 'bob' as never })
    expect(await totals()).toEqual([0, 0])
    await chat.join('bob', 'all')
    expect(await totals()).toEqual([1, 0])
  })

  test('[FED13] takes nothing into a conversation of what comes late from another that had its id', async () => {
    const notices = new HeldNotices()
    await using chat = await openFeedChat(['alice', 'bob'], { relay: notices.relay })
    const bob = await follow(chat, 'bob')
    await chat.post('alice', 3)
    notices.areHeld = true
    await chat.read('bob', '1:2', true)
    await chat.engine.removeConversation(here)
    notices.areHeld = false
    await chat.engine.createConversation({ ...here, participants: ['alice', 'bob'] as never })
    await chat.post('alice', 2)
    // The removal is never heard of.
    notices.held[0]?.()
    await chat.post('alice')
    await chat.time.pass(5_000)
    expect(inbox(bob).unreadMessages).toBe(3)
  })

  test('[FED8] [FED13] of one whose leaving went unheard names no message that came after it', async () => {
    const notices = new HeldNotices()
    await using chat = await openFeedChat(['alice', 'bob'], {
      relay: notices.relay,
      limits: { comparisonMs: 1_000_000 },
    })
    const bob = await follow(chat, 'bob')
    await chat.post('alice')
    await chat.time.pass(1_000)
    notices.areHeld = true
    await chat.leave('bob')
    notices.areHeld = false
    await chat.post('alice')
    await chat.time.pass(1_000)
    expect(inbox(bob)).toMatchObject({ unreadMessages: 0, conversations: [] })
    expect(JSON.stringify(bob.frames)).not.toContain('m2')
  })

  test('[FED8] [FED13] of one who has left takes nothing that comes late from before', async () => {
    const notices = new HeldNotices()
    await using chat = await openFeedChat(['alice', 'bob'], {
      relay: notices.relay,
      limits: { comparisonMs: 1_000_000 },
    })
    // Through her the rest is heard of without a gap.
    await follow(chat, 'alice')
    await chat.post('alice')
    notices.areHeld = true
    await chat.read('bob', '1')
    notices.areHeld = false
    await chat.leave('bob')
    const bob = await follow(chat, 'bob')
    notices.held[0]?.()
    await chat.post('alice')
    await chat.time.pass(1_000)
    expect(inbox(bob)).toMatchObject({ unreadMessages: 0, conversations: [] })
  })

  test('[FED13] tells of marks as unread and of deletions', async () => {
    await using chat = await openFeedChat(['alice', 'bob'])
    await chat.post('alice', 3)
    await chat.read('bob', '1:2')
    const bob = await follow(chat, 'bob')
    await chat.engine.markUnread({ ...here, recipientId: 'bob' as never, fromMessageId: 'm2' as never })
    await chat.time.pass(600)
    expect(inbox(bob)).toMatchObject({
      unreadMessages: 2,
      conversations: [{ markedUnread: true, firstUnreadMessageId: 'm2' }],
    })
    await chat.engine.deleteMessage({ ...here, messageId: 'm3' as never })
    await chat.time.pass(600)
    expect(inbox(bob)).toMatchObject({ unreadMessages: 1 })
  })

  test('[FED13] is not told any more once that was asked for', async () => {
    await using chat = await openFeedChat(['alice', 'bob'])
    const bob = await follow(chat, 'bob')
    await chat.time.pass(1_000)
    bob.say({ type: 'inbox', on: false })
    bob.clear()
    await chat.post('alice')
    await chat.time.pass(3_000)
    expect(bob.frames).toEqual([])
    expect(chat.feeds.counts.inboxes).toBe(0)
  })

  test('[FED13] of the chat itself there is none', async () => {
    await using chat = await openFeedChat(['alice'])
    expect((await follow(chat, 'key')).of('refused')).toMatchObject([{ code: 'invalid_input' }])
  })
})

/** A store whose answers to what a user takes part in are held back until they are let go. */
function heldParticipations() {
  let gate: PromiseWithResolvers<void> | undefined
  const around = (store: Store): Store => ({
    ...aroundStore(store, ({ run }) => run()),
    find: async (wanted) => {
      const found = await store.find(wanted)
      if (wanted.participationsOf?.includes('bob' as never) === true) await gate?.promise
      return found
    },
  })
  return {
    around,
    hold: () => (gate = Promise.withResolvers()),
    release: () => gate?.resolve(),
  }
}

describe('an inbox that is still being loaded', () => {
  test('[FED13] is not told before, to no device, and then with what was committed meanwhile', async () => {
    const held = heldParticipations()
    await using chat = await openFeedChat(['alice', 'bob'], { around: held.around })
    await chat.post('alice', 3)
    held.hold()
    const devices = [await follow(chat, 'bob'), await follow(chat, 'bob')]
    await chat.post('alice')
    await chat.time.settle()
    expect(devices.flatMap((device) => device.of('inbox'))).toEqual([])
    held.release()
    await chat.time.settle()
    for (const device of devices) expect(device.of('inbox')).toMatchObject([{ whole: true, unreadMessages: 4 }])
  })

  test('[FED13] leaves nothing behind when nobody follows it any more', async () => {
    const held = heldParticipations()
    await using chat = await openFeedChat(['alice', 'bob'], { around: held.around })
    held.hold()
    const bob = await follow(chat, 'bob')
    bob.cut()
    held.release()
    await chat.time.settle()
    expect(chat.feeds.counts.inboxes).toBe(0)
    const again = await follow(chat, 'bob')
    await chat.post('alice')
    await chat.time.pass(600)
    expect(inbox(again).unreadMessages).toBe(1)
  })

  test('[FED13] and cannot be is asked for again until it can, for each device that waits', async () => {
    let isBroken = false
    const around = (store: Store): Store => ({
      ...aroundStore(store, ({ run }) => run()),
      find: (wanted) =>
        isBroken && wanted.participationsOf !== undefined ? Promise.reject(new Error('broken')) : store.find(wanted),
    })
    await using chat = await openFeedChat(['alice', 'bob'], { around })
    await chat.post('alice')
    isBroken = true
    const [one, two, gone] = [await follow(chat, 'bob'), await follow(chat, 'bob'), await follow(chat, 'alice')]
    await chat.time.pass(2_500)
    gone.cut()
    expect([one, two, gone].flatMap((device) => device.of('inbox'))).toEqual([])
    isBroken = false
    await chat.post('alice')
    await chat.time.pass(1_000)
    for (const device of [one, two]) expect(device.of('inbox')).toMatchObject([{ whole: true, unreadMessages: 2 }])
    expect(chat.feeds.counts.inboxes).toBe(1)
  })
})
