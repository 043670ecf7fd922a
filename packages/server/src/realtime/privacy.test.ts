import type { ServerFrame } from '@tallymark/core'
import { describe, expect, test } from 'vitest'
import { type Device, type FeedChat, openFeedChat } from '../../testing/feed-chat.ts'
import { type Act, randomAct } from '../../testing/feed-script.ts'
import { HeldPicture } from '../../testing/held-picture.ts'
import { chanceOf } from '../../testing/histories/chance.ts'

const OTHERS = ['alice', 'carol', 'dave']
const WINDOWS = [{}, { from: 1, to: 5 }]

interface Heard {
  /** What the devices of others were told, with the time and in which write. */
  readonly others: readonly (readonly (readonly [at: number, frames: string])[])[]
  readonly own: readonly ServerFrame[]
}

interface Privately {
  readonly acts: number
  /** What bob shares; his marks are private beside it where it is `everything`. */
  readonly sharing: 'everything' | 'nothing'
}

/** The same script of what others do, with so many private marks of bob among it. */
async function heardIn(seed: number, { acts, sharing }: Privately): Promise<Heard> {
  await using chat = await openFeedChat(['alice', 'bob', 'carol', 'dave'])
  await chat.engine.setSharing({ conversationId: 'c1' as never, userId: 'bob' as never, sharing })
  await chat.post('alice', 4)
  const devices: Device[] = []
  for (const user of [...OTHERS, 'key']) for (const asked of WINDOWS) devices.push(await chat.watch(user, asked))
  for (const device of devices.slice(0, -2)) device.say({ type: 'inbox', on: true })
  const bob = await chat.watch('bob')
  await chat.time.pass(1_000)
  for (const device of [...devices, bob]) device.clear()
  const chance = chanceOf(seed)
  const hidden = chanceOf(seed + 1_000)
  const weights = sharing === 'nothing' ? { read: 2, deliver: 2, hide: 1, unread: 1 } : { hide: 4, unread: 1 }
  for (let i = 0; i < 60; i += 1) {
    const act = randomAct(chance, OTHERS, { settings: 1, erase: 0.5 })
    const secrets = Array.from({ length: hidden.between(0, 3) }, () =>
      randomAct(hidden, ['bob'], { ...NOTHING, ...weights }),
    )
    await runTogether(chat, act, i < acts ? secrets : [], hidden.hits(0.5))
    await chat.time.pass(chance.pick([0, 0, 1, 9, 20, 45, 70]))
  }
  await chat.time.pass(1_000)
  const heardBy = ({ times, writes }: Device) =>
    writes.map((frames, i) => [times[i] as number, textOf(frames, chat.store.epoch)] as const)
  return { others: devices.map(heardBy), own: bob.frames }
}

/** Every byte of them but the name of the store's history, which is another in each run. */
const textOf = (frames: readonly ServerFrame[], epoch: string): string =>
  JSON.stringify(frames).replaceAll(epoch, 'epoch')

const NOTHING = {
  ...{ post: 0, read: 0, deliver: 0, hide: 0, unread: 0, join: 0, leave: 0, share: 0, settings: 0 },
  ...{ remove: 0, profile: 0, erase: 0 },
}

/** In one commit with what bob does in secret, or after it. */
async function runTogether(
  { engine, time }: FeedChat,
  act: Act,
  secrets: readonly Act[],
  isAtOnce: boolean,
): Promise<void> {
  if (isAtOnce) await Promise.all([...secrets.map((secret) => secret(engine)), act(engine)])
  else {
    for (const secret of secrets) await secret(engine)
    await time.settle()
    await act(engine)
  }
  await time.settle()
}

describe('what bob does in secret', () => {
  // In 20 a private read goes into one commit with a change of settings.
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 20])(
    '[FED10, PRV3] private reads change no byte, number, order or time of what others hear: script %i',
    async (seed) => {
      const without = await heardIn(seed, { acts: 0, sharing: 'everything' })
      const with60 = await heardIn(seed, { acts: 60, sharing: 'everything' })
      expect(with60.others).toEqual(without.others)
      expect(without.others.flat().length).toBeGreaterThan(50)
      expect(with60.own.length).toBeGreaterThan(without.own.length)
    },
  )

  test.each(Array.from({ length: 4 }, (_, i) => 21 + i))(
    '[FED10, PRV3] nor do marks that he shares nothing of: script %i',
    async (seed) => {
      const without = await heardIn(seed, { acts: 0, sharing: 'nothing' })
      const with60 = await heardIn(seed, { acts: 60, sharing: 'nothing' })
      expect(with60.others).toEqual(without.others)
      expect(with60.own.length).toBeGreaterThan(without.own.length)
    },
  )

  test('[FED10, FED5, PRV3] does not delay what the sender hears while others wait', async () => {
    const times: (readonly number[])[] = []
    for (const isSecret of [false, true]) {
      await using chat = await openFeedChat(['alice', 'bob', 'carol'])
      await chat.post('alice', 9)
      const alice = await chat.watch('alice')
      await chat.watch('bob')
      await chat.time.pass(1_000)
      alice.clear()
      await chat.read('carol', '1')
      await chat.time.pass(10)
      if (isSecret) await chat.read('bob', '1:5', true)
      await chat.time.pass(10)
      await chat.read('carol', '2')
      await chat.time.pass(500)
      times.push([...alice.times])
    }
    expect(times[0]).toHaveLength(2)
    expect(times[1]).toEqual(times[0])
  })

  test('[FED10] his own devices hear of it at once, and of what it leaves unread', async () => {
    await using chat = await openFeedChat(['alice', 'bob'])
    await chat.post('alice', 5)
    const devices = [await chat.watch('bob'), await chat.watch('bob', { from: 1, to: 2 })]
    const alice = await chat.watch('alice')
    await chat.time.pass(1_000)
    for (const device of [...devices, alice]) device.clear()
    await chat.read('bob', '1:3', true)
    await chat.time.settle()
    for (const { frames } of devices)
      expect(frames).toMatchObject([
        { type: 'own', revision: 2, read: '1:3', unreadCount: 2, firstUnreadMessageId: 'm4' },
      ])
    await chat.engine.markUnread({
      conversationId: 'c1' as never,
      recipientId: 'bob' as never,
      fromMessageId: 'm2' as never,
    })
    await chat.time.pass(100)
    expect(HeldPicture.of(devices[0]?.frames ?? []).own).toMatchObject({
      reopened: '2:3',
      unreadCount: 4,
      markedUnread: true,
    })
    expect(alice.frames).toEqual([])
  })
  test('[FED10] his own truth is told where anything of it moved, and not otherwise', async () => {
    await using chat = await openFeedChat(['alice', 'bob'])
    const [alice, bob] = [await chat.watch('alice'), await chat.watch('bob')]
    await chat.time.pass(1_000)
    for (const device of [alice, bob]) device.clear()
    await chat.post('alice')
    await chat.time.pass(1_000)
    expect(alice.frames.map(({ type }) => type)).toEqual(['change'])
    expect(bob.frames.map(({ type }) => type).sort()).toEqual(['change', 'own'])
  })
})
