import type { UserId } from '@tallymark/core'
import { describe, expect, test } from 'vitest'
import { Device, type FeedChat, openFeedChat } from '../../testing/feed-chat.ts'
import { HeldPicture } from '../../testing/held-picture.ts'
import type { Frame } from './frame.ts'

const WINDOW_MS = 50
const BUDGET = 2_000

/** A device that only counts, and notes in which order devices are written to. */
class CountingDevice extends Device {
  count = 0
  readonly name: string
  readonly #order: string[]

  constructor(name: string, order: string[]) {
    super(() => 0)
    this.name = name
    this.#order = order
  }

  override write(frames: readonly Frame[]): void {
    this.count += frames.length
    this.#order.push(this.name)
  }
}

/** Lets these people watch `c1`. */
async function crowd(chat: FeedChat, names: readonly string[], order: string[] = []): Promise<CountingDevice[]> {
  const devices = names.map((name) => new CountingDevice(name, order))
  for (const device of devices) {
    const identity = { kind: 'user', userId: device.name as UserId, expiresAt: Number.MAX_SAFE_INTEGER } as const
    device.connection = chat.feeds.connect(device, { identity })
    device.say({ type: 'watch', conversationId: 'c1' })
  }
  await chat.time.settle(40)
  await chat.time.pass(1_000)
  return devices
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `user${i}`)

describe('changes after one another', () => {
  test('[FED3] the first change at rest leaves without any time passing', async () => {
    await using chat = await openFeedChat(['alice', 'bob'])
    const alice = await chat.watch('alice')
    await chat.time.pass(1_000)
    alice.clear()
    const { waiting } = chat.time
    await chat.post('bob')
    await chat.time.settle()
    expect(alice.of('change')).toMatchObject([{ head: 1 }])
    expect(chat.time.waiting).toBeLessThanOrEqual(waiting + 1)
  })

  test.each([0, 1, WINDOW_MS - 1, WINDOW_MS, WINDOW_MS + 1])(
    '[FED3] one %i ms after the first, and then silence: both are shown, the second at the end of the window',
    async (phase) => {
      await using chat = await openFeedChat(['alice', 'bob', 'carol'])
      const alice = await chat.watch('alice')
      await chat.post('bob', 2)
      await chat.time.pass(1_000)
      alice.clear()
      const start = chat.time.now()
      await chat.read('carol', '1')
      await chat.time.settle()
      expect(alice.of('change')).toMatchObject([{ tallies: [[1, 2, 1, 1, 0]] }])
      await chat.time.pass(phase)
      await chat.read('carol', '2')
      await chat.time.pass(WINDOW_MS)
      expect(alice.of('change').slice(1)).toMatchObject([{ tallies: [[2, 2, 1, 1, 0]] }])
      expect(alice.times).toEqual([start, start + Math.max(phase, WINDOW_MS)])
      await chat.time.pass(10_000)
      expect(alice.writes).toHaveLength(2)
    },
  )

  test('[FED3] those within a window leave as one frame', async () => {
    await using chat = await openFeedChat(['alice', 'bob', 'carol'])
    const alice = await chat.watch('alice')
    await chat.post('bob', 9)
    await chat.time.pass(1_000)
    alice.clear()
    for (let seq = 1; seq <= 9; seq += 1) {
      await chat.read('carol', `${seq}`)
      await chat.time.pass(5)
    }
    await chat.time.pass(WINDOW_MS)
    expect(alice.of('change').map(({ tallies = [] }) => tallies.length)).toEqual([1, 8])
  })
})

describe('many watchers', () => {
  test.each([10, 100, 1_000])(
    '[FED4] %i of them: the budget holds in a storm, and the last change is shown',
    async (n) => {
      await using chat = await openFeedChat(['alice', ...names(n)])
      const alice = await chat.watch('alice', { from: 1 })
      const devices = await crowd(chat, names(n))
      for (const device of devices) device.count = 0
      const before = alice.frames.length
      const seconds = 4
      for (let i = 0; i < seconds * 50; i += 1) {
        await chat.post('alice')
        await Promise.all([0, 1, 2].map((k) => chat.read(`user${(3 * i + k) % n}`, `${i + 1}`)))
        await chat.time.pass(20)
      }
      const sum = devices.reduce((all, { count }) => all + count, alice.frames.length - before)
      // What leaves at once after a rest, of the picture and of one's own truth, is not held back; all that follows is.
      expect(sum).toBeLessThanOrEqual(BUDGET * seconds + 2 * (n + 1))
      expect(sum).toBeGreaterThan(2 * n)
      await chat.time.pass(4_000)
      const late = await chat.watch('alice', { from: 1 })
      expect(HeldPicture.of(alice.frames).picture).toEqual(HeldPicture.of(late.frames).picture)
    },
  )

  test('[FED4, FED10] the budget holds where all of them mark all the time, and all come to hold the last', async () => {
    await using chat = await openFeedChat(['alice', ...names(1_000)])
    await chat.post('alice', 40)
    const devices = await crowd(chat, names(1_000))
    const bob = await chat.watch('user0')
    await chat.time.pass(10_000)
    bob.clear()
    for (const device of devices) device.count = 0
    const seconds = 10
    for (let i = 0; i < seconds * 4; i += 1) {
      await Promise.all(names(1_000).map((name) => chat.read(name, `${i + 1}`)))
      await chat.time.pass(250)
    }
    const sum = devices.reduce((all, { count }) => all + count, 0)
    expect(sum).toBeLessThanOrEqual(BUDGET * seconds + 2 * 1_001)
    await chat.time.pass(10_000)
    expect(bob.of('own').at(-1)).toMatchObject({ read: '1:40', unreadCount: 0 })
    expect(bob.of('change').at(-1)).toMatchObject({ tallies: expect.arrayContaining([[40, 1000, 1000, 1000, 0]]) })
  })

  test('[FED4, FED10] one who marks all the time is told its own truth as rarely, at first at once and at last in full', async () => {
    await using chat = await openFeedChat(['alice', 'bob', ...names(300)])
    await crowd(chat, names(300))
    await chat.post('alice', 100)
    const bob = await chat.watch('bob')
    await chat.time.pass(5_000)
    bob.clear()
    for (let seq = 1; seq <= 100; seq += 1) {
      await chat.read('bob', `${seq}`, true)
      await chat.time.settle()
      if (seq === 1) expect(bob.of('own')).toHaveLength(1)
      await chat.time.pass(50)
    }
    expect(bob.of('own').length).toBeLessThan(8)
    await chat.time.pass(2_000)
    expect(bob.of('own').at(-1)).toMatchObject({ read: '1:100', unreadCount: 0 })
  })

  test('[FED4] the more there are, the longer the window, and nothing is lost by it', async () => {
    await using chat = await openFeedChat(['alice', ...names(300)])
    const [device] = await crowd(chat, names(300))
    const bob = await chat.watch('user0')
    await chat.post('alice', 3)
    await chat.time.pass(2_000)
    bob.clear()
    const start = chat.time.now()
    for (const seq of [1, 2, 3]) {
      await chat.read('user1', `${seq}`)
      await chat.time.pass(60)
    }
    await chat.time.pass(2_000)
    expect(device?.count).toBeGreaterThan(0)
    expect(bob.times[0]).toBe(start)
    expect(bob.times[1]).toBeGreaterThan(start + 240)
    expect(bob.times[1]).toBeLessThan(start + 265)
    expect(bob.of('change').map(({ tallies }) => tallies?.length)).toEqual([1, 2])
  })
})

describe('whose messages moved', () => {
  test('[FED5] is written to first', async () => {
    await using chat = await openFeedChat(['alice', ...names(400)])
    const order: string[] = []
    await crowd(chat, [...names(400), 'alice'], order)
    await chat.post('alice')
    await chat.time.pass(5_000)
    order.length = 0
    await chat.read('user7', '1')
    await chat.time.pass(0)
    expect(order.slice(0, 2)).toContain('alice')
    expect(new Set(order).size).toBe(401)
  })

  test('[FED5] hears within the short window while the others wait for the long one', async () => {
    await using chat = await openFeedChat(['alice', 'bob', ...names(300)])
    await crowd(chat, names(300))
    const alice = await chat.watch('alice')
    const bob = await chat.watch('bob')
    await chat.post('alice', 9)
    await chat.time.pass(5_000)
    await chat.read('user0', '1')
    await chat.time.pass(10)
    for (const device of [alice, bob]) device.clear()
    const start = chat.time.now()
    for (let seq = 2; seq <= 7; seq += 1) {
      await chat.read('user0', `${seq}`)
      await chat.time.pass(20)
    }
    expect(alice.times).toEqual([0, 50, 100].map((ms) => start + ms))
    expect(bob.times).toEqual([])
    await chat.time.pass(200)
    expect(bob.of('change').map(({ tallies }) => tallies?.length)).toEqual([6])
    expect(alice.of('change').flatMap(({ tallies = [] }) => tallies.map(([seq]) => seq))).toEqual([2, 3, 4, 5, 6, 7])
  })
})

describe('what leaves together', () => {
  test('[FED7] frames of several conversations in one turn of the loop are one write', async () => {
    await using chat = await openFeedChat(['alice', 'bob'])
    const { engine, time } = chat
    await engine.createConversation({ conversationId: 'c2' as never, participants: ['alice' as never] })
    const alice = await chat.watch('alice')
    alice.say({ type: 'watch', conversationId: 'c2' })
    await time.pass(1_000)
    alice.clear()
    await Promise.all(['c1', 'c2'].map((id) => engine.post({ conversationId: id as never, messageId: 'm1' as never })))
    await time.settle()
    expect(alice.of('change').map(({ conversationId }) => conversationId)).toEqual(['c1', 'c2'])
    expect(alice.writes).toHaveLength(1)
  })

  test('[FED7] what is the same for several viewers is made once, what is not is not', async () => {
    await using chat = await openFeedChat(['alice', 'bob', 'carol'])
    const devices = [await chat.watch('alice'), await chat.watch('bob'), await chat.watch('key')]
    const narrow = await chat.watch('carol', { from: 1, to: 1 })
    await chat.time.pass(1_000)
    for (const device of [...devices, narrow]) device.clear()
    await chat.post('alice', 2)
    await chat.time.settle()
    const frames = [...devices, narrow].map(({ given }) => given.find(({ said }) => said.type === 'change'))
    expect(new Set(frames.slice(0, 3)).size).toBe(1)
    expect(frames[0]?.bytes).toBe(frames[1]?.bytes)
    expect(frames[3]).toBeDefined()
    expect(frames[3]).not.toBe(frames[0])
  })
})
