import type { ServerFrame } from '@tallymark/core'
import { describe, expect, test } from 'vitest'
import { type Device, type FeedChat, openFeedChat } from '../../testing/feed-chat.ts'
import { HeldPicture } from '../../testing/held-picture.ts'

const people = (count: number): string[] => ['alice', ...Array.from({ length: count - 1 }, (_, i) => `user${i}`)]

const held = (device: Device): HeldPicture => HeldPicture.of(device.frames)

/** Lets one after another leave or join; whether there were names at each number of people. */
async function namesAt(chat: FeedChat, device: Device, steps: readonly string[]): Promise<readonly boolean[]> {
  const seen: boolean[] = []
  for (const step of steps) {
    const user = step.slice(1)
    await (step.startsWith('+') ? chat.join(user) : chat.leave(user))
    await chat.time.pass(100)
    seen.push(held(device).hasNames)
  }
  return seen
}

describe('names up to a size', () => {
  test.each([
    [9, true],
    [10, true],
    [11, false],
  ])('[FED6] %i people where names go up to 10: names %s', async (count, hasNames) => {
    await using chat = await openFeedChat(people(count), { limits: { namesUpTo: 10 } })
    await chat.post('alice')
    const alice = await chat.watch('alice')
    expect(held(alice).hasNames).toBe(hasNames)
    await chat.read('user0', '1')
    await chat.time.pass(100)
    expect(held(alice).picture.tallies).toEqual([[1, count - 1, 1, 1, 0]])
    expect(held(alice).picture.people?.find(({ userId }) => userId === 'user0')?.read).toBe(hasNames ? '1' : undefined)
  })

  test('[FED6] go above it, and come back below four fifths of it only', async () => {
    await using chat = await openFeedChat(people(10), { limits: { namesUpTo: 10 } })
    const alice = await chat.watch('alice')
    expect(await namesAt(chat, alice, ['+zoe', '-zoe', '-user0', '-user1', '-user2'])).toEqual([
      false, // 11
      false, // 10
      false, // 9
      false, // 8, which is four fifths
      true, // 7
    ])
    expect(await namesAt(chat, alice, ['+a', '+b', '+c', '+d'])).toEqual([true, true, true, false])
  })

  test('[FED6, PRV5] do not come back later because there were counts only by choice', async () => {
    await using chat = await openFeedChat(people(10), { limits: { namesUpTo: 10 } })
    const alice = await chat.watch('alice')
    await chat.settings({ visibility: 'counts' })
    await chat.time.pass(100)
    expect(held(alice).hasNames).toBe(false)
    await chat.settings({ visibility: 'everyone' })
    await chat.time.pass(100)
    expect(held(alice).hasNames).toBe(true)
  })
})

test('[FED6] above the size counts go on, exact, for the messages of the window alone', async () => {
  const count = 60
  await using chat = await openFeedChat(people(count), { limits: { namesUpTo: 20 } })
  await chat.post('alice', 6)
  const alice = await chat.watch('alice', { from: 3, to: 5 })
  for (let i = 0; i < count - 1; i += 1) {
    await (i % 2 === 0 ? chat.read(`user${i}`, '1:5') : chat.deliver(`user${i}`, `${1 + (i % 5)}:6`))
    await chat.time.pass(7)
  }
  await chat.time.pass(1_000)
  expect(held(alice).picture).toEqual(held(await chat.watch('alice', { from: 3, to: 5 })).picture)
  const of = (seq: number) => alice.of('change').flatMap(({ tallies = [] }) => tallies.filter(([one]) => one === seq))
  expect(of(6)).toEqual([])
  expect(of(5).at(-1)).toEqual([5, 59, 59, 30, 0])
  expect(alice.of('change').filter(hasPeople)).toEqual([])
  expect(alice.of('change').length).toBeGreaterThan(5)
})

const hasPeople = (frame: ServerFrame): boolean => 'people' in frame || 'gone' in frame
