import type { UserId } from '@tallymark/core'
import { expect, test } from 'vitest'
import { aroundStore } from '../../testing/around-store.ts'
import { Device, type FeedChat, openFeedChat } from '../../testing/feed-chat.ts'
import { HeldPicture } from '../../testing/held-picture.ts'

const NAMES = Array.from({ length: 40 }, (_, i) => `user${i}`)

/** Opens 1,000 connections in one moment, of 40 users, each of which goes on from a picture if it holds one. */
async function connectAll(chat: FeedChat, held: readonly HeldPicture[] = []): Promise<readonly Device[]> {
  const devices = Array.from({ length: 1_000 }, (_, i) => {
    const device = new Device(() => chat.time.now())
    const userId = NAMES[i % NAMES.length] as UserId
    const identity = { kind: 'user', userId, expiresAt: Number.MAX_SAFE_INTEGER } as const
    device.connection = chat.feeds.connect(device, { identity })
    const at = held[i]
    const since = at && { epoch: at.picture.epoch, version: at.version, names: at.hasNames }
    device.say({ type: 'watch', conversationId: 'c1', from: 1, ...(since && { since }) })
    return device
  })
  await chat.time.settle(60)
  await chat.time.pass(1_000)
  return devices
}

const shown = ({ picture, own }: HeldPicture) => ({ picture, own })

test.each([
  ['after a moment', 500, 'change', 0],
  ['after the conversation was forgotten', 40_000, 'snapshot', 1],
] as const)(
  '[FED9, FED11, CON4] 1,000 connections that are cut at once and come back at once, %s, hold the right picture',
  async (_when, awayMs, type, loads) => {
    let members = 0
    await using chat = await openFeedChat(NAMES, {
      around: (store) =>
        aroundStore(store, ({ call, run }) => {
          if (call === 'members') members += 1
          return run()
        }),
    })
    await chat.post('user0', 20)
    const before = await connectAll(chat)
    const held = before.map(({ frames }) => HeldPicture.of(frames))
    expect(members).toBe(1)
    for (const device of before) device.cut()
    await chat.post('user1', 2)
    await chat.read('user2', '1:22')
    await chat.read('user3', '1:5', true)
    await chat.time.pass(awayMs)

    members = 0
    const after = await connectAll(chat, held)
    expect(members).toBe(loads)
    expect(chat.feeds.counts).toMatchObject({ connections: 1_000, watches: 1_000, conversations: 1, replicas: 1 })
    const fresh = new Map<string, ReturnType<typeof shown>>()
    for (const name of NAMES) fresh.set(name, shown(HeldPicture.of((await chat.fresh(name, { from: 1 })).frames)))
    after.forEach(({ frames }, i) => {
      const pictures = frames.filter((frame) => frame.type === 'snapshot' || frame.type === 'change')
      expect(pictures.map((frame) => frame.type)).toEqual([type])
      const picture = HeldPicture.of(frames, 'c1', held[i])
      expect(shown(picture)).toEqual(fresh.get(NAMES[i % NAMES.length] as string))
    })

    for (const device of after) device.cut()
    expect(chat.feeds.counts).toMatchObject({ connections: 0, watches: 0 })
    await chat.time.pass(40_000)
    expect(chat.feeds.counts).toMatchObject({ conversations: 0, replicas: 0, replicaBytes: 0 })
    expect(chat.time.waiting).toBe(0)
  },
)
