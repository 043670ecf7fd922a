import { expect, test } from 'vitest'
import { type CountingDevice, countingCrowd, mostInASecond } from '../../testing/counting-crowd.ts'
import { openFeedChat } from '../../testing/feed-chat.ts'
import { DEFAULT_FEED_LIMITS } from './feed-limits.ts'

const MESSAGES = 20

/** Everybody but the sender reads one message after the other, each by a mark of its own; then it is quiet. */
async function storm(n: number, pauseMs: number): Promise<readonly CountingDevice[]> {
  const names = Array.from({ length: n }, (_, i) => `user${i}`)
  await using chat = await openFeedChat(names)
  await chat.post('user0', MESSAGES)
  const devices = await countingCrowd(chat, names)
  for (let seq = 1; seq <= MESSAGES; seq += 1) {
    for (const device of devices.slice(1))
      device.say({ type: 'mark', id: seq, conversationId: 'c1', kind: 'read', seqs: `${seq}` })
    await chat.time.pass(pauseMs)
  }
  await chat.time.pass(10_000)
  return devices
}

/** The tallies that all hold in the end. */
const talliesOf = (n: number): readonly unknown[] =>
  Array.from({ length: MESSAGES }, (_, i) => [i + 1, n - 1, n - 1, n - 1, 0])

/** What share of one broadcast for each mark the frames are, answers included. */
const shareOf = (devices: readonly CountingDevice[]): number =>
  devices.reduce((sum, { count }) => sum + count, 0) / (devices.length ** 2 * MESSAGES)

test.each([
  [10, 100],
  [50, 5],
  [100, 2],
  [200, 1],
])(
  '[FED4, FED6] all of %i mark all messages: at most %i percent of the frames of broadcasting, and exact counts',
  async (n, percent) => {
    const devices = await storm(n, 50)
    expect(100 * shareOf(devices)).toBeLessThanOrEqual(percent)
    for (const { tallies } of devices) expect(tallies).toEqual(talliesOf(n))
  },
)

test('[FED4, FED6] all of 2,000 mark all messages for five seconds: each second holds to the budget, and counts are exact', async () => {
  const n = 2_000
  const devices = await storm(n, 250)
  const perSecond = 1_000 / DEFAULT_FEED_LIMITS.windowMs
  // What goes to all at once after a rest is not held back, nor what goes to the sender alone.
  expect(mostInASecond(devices)).toBeLessThanOrEqual(DEFAULT_FEED_LIMITS.budget + n + perSecond)
  const seen = new Set(devices.map(({ tallies }) => JSON.stringify(tallies)))
  expect([...seen]).toEqual([JSON.stringify(talliesOf(n))])
})
