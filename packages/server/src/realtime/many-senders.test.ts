import { expect, test } from 'vitest'
import { countingCrowd } from '../../testing/counting-crowd.ts'
import { openFeedChat } from '../../testing/feed-chat.ts'
import { DEFAULT_FEED_LIMITS } from './feed-limits.ts'

test('[FED4, FED5] where everybody is a sender whose message moved, the budget holds', async () => {
  const names = Array.from({ length: 190 }, (_, i) => `user${i}`)
  await using chat = await openFeedChat([...names, 'reader'])
  for (const name of names) await chat.post(name)
  const devices = await countingCrowd(chat, names)
  const seconds = 10
  for (let i = 0; i < seconds * 20; i += 1) {
    await chat.read(names[i % names.length] as string, '1:190')
    await chat.time.pass(50)
  }
  const sum = devices.reduce((all, { unasked }) => all + unasked.length, 0)
  expect(sum).toBeLessThanOrEqual(DEFAULT_FEED_LIMITS.budget * seconds + 2 * names.length)
})
