import type { Change, Since } from '@tallymark/core'
import { describe, expect, test } from 'vitest'
import { aroundStore } from '../../testing/around-store.ts'
import { type Device, type FeedChat, openFeedChat } from '../../testing/feed-chat.ts'
import { randomAct } from '../../testing/feed-script.ts'
import { HeldPicture } from '../../testing/held-picture.ts'
import { chanceOf } from '../../testing/histories/chance.ts'
import type { Store } from '../engine/ports/store.ts'

const IN = ['alice', 'bob', 'carol']
const FIRST = { from: 1 }

const held = (device: Device): HeldPicture => HeldPicture.of(device.frames)

const sinceOf = (of: HeldPicture): Since => ({ epoch: of.picture.epoch, version: of.version, names: of.hasNames })

/** What a device that comes back is told of the picture: one frame. */
async function comeBack(chat: FeedChat, user: string, since: Since, asked: { from?: number; to?: number } = FIRST) {
  const device = await chat.watch(user, { ...asked, since })
  const frames = device.frames.filter(({ type }) => type === 'snapshot' || type === 'change')
  expect(frames).toHaveLength(1)
  return { device, frame: frames[0] }
}

/** Bob goes with a picture of three messages; alice goes on watching. */
async function awayFrom(chat: FeedChat): Promise<HeldPicture> {
  await chat.post('alice', 3)
  await chat.watch('alice')
  const bob = await chat.watch('bob', FIRST)
  await chat.time.pass(1_000)
  bob.cut()
  return held(bob)
}

describe('a watch that names what it knows', () => {
  test('[FED9] is told that nothing moved', async () => {
    await using chat = await openFeedChat(IN)
    const picture = await awayFrom(chat)
    const { frame } = await comeBack(chat, 'bob', sinceOf(picture))
    const { version } = picture
    expect(frame).toEqual({ type: 'change', conversationId: 'c1', since: version, version, head: 3 })
  })

  test('[FED9] is told of everything that moved since, in one change', async () => {
    await using chat = await openFeedChat(IN)
    const picture = await awayFrom(chat)
    const { version } = picture
    await chat.post('alice')
    await chat.read('carol', '1:2')
    await chat.join('dave', 'all')
    await chat.engine.deleteMessage({ conversationId: 'c1' as never, messageId: 'm3' as never })
    await chat.engine.putUser({ userId: 'alice' as never, userName: 'Alice' })
    const { device, frame } = await comeBack(chat, 'bob', sinceOf(picture))
    expect(frame).toMatchObject({ type: 'change', since: version, version: version + 5, head: 4 })
    expect((frame as Change).people?.map(({ userId }) => userId).sort()).toEqual(['alice', 'carol', 'dave'])
    const fresh = await chat.watch('bob', FIRST)
    expect(HeldPicture.of(device.frames, 'c1', picture).picture).toEqual(held(fresh).picture)
  })

  test('[FED9] is told too who left, and what moved beyond what it was told that did not concern it', async () => {
    await using chat = await openFeedChat(IN)
    await chat.post('alice', 9)
    const bob = await chat.watch('bob', { from: 1, to: 2 })
    await chat.watch('alice')
    await chat.read('alice', '1')
    await chat.read('carol', '9')
    await chat.time.pass(500)
    bob.cut()
    const picture = held(bob)
    await chat.leave('carol')
    const { device, frame } = await comeBack(chat, 'bob', sinceOf(picture), { from: 1, to: 2 })
    expect(frame).toMatchObject({ type: 'change', gone: ['carol'] })
    const fresh = await chat.watch('bob', { from: 1, to: 2 })
    expect(HeldPicture.of(device.frames, 'c1', picture).picture).toEqual(held(fresh).picture)
  })

  test.each<[string, (since: Since) => Since]>([
    ['another epoch', (since) => ({ ...since, epoch: 'another' })],
    ['a version from the future', (since) => ({ ...since, version: since.version + 1 })],
    ['a version far off', (since) => ({ ...since, version: Number.MAX_SAFE_INTEGER })],
    ['a version of 0', (since) => ({ ...since, version: 0 })],
    ['other names', (since) => ({ ...since, names: !since.names })],
  ])('[FED9] of %s gets a snapshot', async (_what, change) => {
    await using chat = await openFeedChat(IN)
    const picture = await awayFrom(chat)
    const { frame } = await comeBack(chat, 'bob', change(sinceOf(picture)))
    expect(frame?.type).toBe('snapshot')
  })

  test.each([
    ['no window of its own', {}],
    ['a window larger than one can be', { from: 1, to: 500 }],
  ])('[FED9] of %s gets a snapshot', async (_what, asked) => {
    await using chat = await openFeedChat(IN)
    const picture = await awayFrom(chat)
    const { frame } = await comeBack(chat, 'bob', sinceOf(picture), asked)
    expect(frame?.type).toBe('snapshot')
  })

  test.each<[string, (chat: FeedChat) => Promise<unknown>]>([
    ['its viewer left and came again', async (chat) => [await chat.leave('bob'), await chat.join('bob', 'all')]],
    ['visibility moved', (chat) => chat.settings({ visibility: 'sender' })],
    ['the headline moved', (chat) => chat.settings({ headline: 'any' })],
    ['there came counts in the place of names', (chat) => chat.settings({ visibility: 'counts' })],
  ])('[FED9] gets a snapshot when %s while it was away', async (_what, away) => {
    await using chat = await openFeedChat(IN)
    const picture = await awayFrom(chat)
    await away(chat)
    await chat.time.pass(100)
    const { frame } = await comeBack(chat, 'bob', sinceOf(picture))
    expect(frame?.type).toBe('snapshot')
  })

  test.each([
    [
      'then',
      async (remove: () => Promise<unknown>, create: () => Promise<unknown>) => [await remove(), await create()],
    ],
    ['at once', (remove: () => Promise<unknown>, create: () => Promise<unknown>) => Promise.all([remove(), create()])],
  ])(
    '[FED9, FED12] gets a snapshot of another conversation of the same id, made %s, though it is at the same version',
    async (_when, both) => {
      await using chat = await openFeedChat(IN)
      const picture = await awayFrom(chat)
      await both(
        () => chat.engine.removeConversation({ conversationId: 'c1' as never }),
        () => chat.engine.createConversation({ conversationId: 'c1' as never, participants: IN as never }),
      )
      await chat.post('carol', picture.version - 1)
      const { device, frame } = await comeBack(chat, 'bob', sinceOf(picture))
      expect(frame).toMatchObject({ type: 'snapshot', version: picture.version })
      expect(new Set(held(device).picture.messages.map(({ senderId }) => senderId))).toEqual(new Set(['carol']))
    },
  )

  test('[FED9] of the chat itself gets a snapshot when settings moved', async () => {
    await using chat = await openFeedChat(IN)
    const key = await chat.watch('key', FIRST)
    await chat.watch('alice')
    key.cut()
    await chat.settings({ headline: 'any' })
    const { frame } = await comeBack(chat, 'key', sinceOf(held(key)))
    expect(frame).toMatchObject({ type: 'snapshot', headline: 'any' })
  })

  test('[FED9] gets a snapshot when a commit came between what its conversation is loaded from', async () => {
    let gate: PromiseWithResolvers<void> | undefined
    const around = (store: Store): Store => ({
      ...aroundStore(store, ({ run }) => run()),
      members: async (id) => {
        await gate?.promise
        return store.members(id)
      },
    })
    await using chat = await openFeedChat(IN, { around })
    await chat.post('alice')
    const bob = await chat.watch('bob', FIRST)
    bob.cut()
    await chat.time.pass(31_000)
    gate = Promise.withResolvers()
    const again = await chat.watch('bob', { ...FIRST, since: sinceOf(held(bob)) })
    await chat.read('carol', '1')
    gate.resolve()
    await chat.time.pass(100)
    const fresh = held(await chat.fresh('bob', FIRST)).picture
    expect(fresh.tallies).toEqual([[1, 2, 1, 1, 0]])
    expect(HeldPicture.of(again.frames, 'c1', held(bob)).picture).toEqual(fresh)
  })

  test('[FED9] gets a snapshot when its visible history was widened', async () => {
    await using chat = await openFeedChat(IN)
    await chat.post('alice', 2)
    await chat.join('dave')
    const dave = await chat.watch('dave', FIRST)
    await chat.watch('alice')
    dave.cut()
    await chat.join('dave', 'all')
    const { device, frame } = await comeBack(chat, 'dave', sinceOf(held(dave)))
    expect(frame?.type).toBe('snapshot')
    expect(held(device).picture.messages).toHaveLength(2)
  })

  test('[FED9, FED11] gets a snapshot when nobody watched for so long that it was forgotten what moved', async () => {
    await using chat = await openFeedChat(IN)
    await chat.post('alice')
    const bob = await chat.watch('bob', FIRST)
    bob.cut()
    await chat.time.pass(31_000)
    await chat.read('carol', '1')
    const { frame } = await comeBack(chat, 'bob', sinceOf(held(bob)))
    expect(frame?.type).toBe('snapshot')
  })
})

describe('whoever is cut off again and again', () => {
  test.each(Array.from({ length: 8 }, (_, i) => 1 + i))(
    '[FED1, FED9] holds what a fresh snapshot says, each time that it is there again: script %i',
    async (seed) => {
      await using chat = await openFeedChat(IN, { limits: { namesUpTo: seed % 2 === 0 ? 3 : 100 } })
      const chance = chanceOf(seed)
      const asked = chance.pick([FIRST, { from: 2, to: 4 }])
      await chat.watch('alice')
      let picture: HeldPicture | undefined
      let changes = 0
      for (let round = 0; round < 25; round += 1) {
        for (let i = chance.between(0, 4); i > 0; i -= 1)
          await randomAct(chance, ['alice', 'bob', 'dave'], { erase: 0 })(chat.engine)
        const since = picture !== undefined && picture.ended === undefined ? { since: sinceOf(picture) } : {}
        const device = await chat.watch('bob', { ...asked, ...since })
        if (device.of('change').length > 0) changes += 1
        picture = HeldPicture.of(device.frames, 'c1', picture)
        const fresh = held(await (seed % 2 === 0 ? chat.watch('bob', asked) : chat.fresh('bob', asked)))
        expect(picture.ended).toBe(fresh.ended)
        if (picture.ended === undefined) expect(picture.picture).toEqual(fresh.picture)
        await chat.time.pass(chance.between(0, 100))
        device.cut()
        picture = HeldPicture.of(device.of('change').slice(1), 'c1', picture)
      }
      expect(changes).toBeGreaterThan(3)
    },
  )
})
