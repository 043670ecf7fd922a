import { CLOSE_CODES } from '@tallymark/core'
import { expect, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { tokenOf } from '../../testing/http-server.ts'
import { Served, type SocketClient } from '../../testing/served.ts'

/** What the flag of each bound is set to, far below its default. */
const FLAGS = {
  'feed-budget': '1',
  'feed-names-up-to': '1',
  'feed-watches': '1',
  'feed-connections-per-user': '1',
  'feed-connections': '3',
  'feed-frames-per-second': '2',
  'replica-megabytes': '1',
}

const watch = (conversationId: string) => ({ type: 'watch', conversationId, from: 1 })

/** How long it takes from one change to the next, when two messages are read one after the other. */
async function pauseOf(served: Served, client: SocketClient): Promise<number> {
  const changes = () => client.frames.filter(({ type }) => type === 'change').length
  const read = (messageId: string) =>
    served.ask('POST', '/v1/conversations/c1/read', { recipientId: 'carol', messageId })
  await read('m1')
  await eventually(changes).toBe(1)
  const startedAt = performance.now()
  await read('m2')
  await eventually(changes).toBe(2)
  return performance.now() - startedAt
}

test('[OPS2] every flag of feeds bounds what it says', async () => {
  await using served = await Served.start(FLAGS)
  const people = Array.from({ length: 900 }, (_, i) => `user${i}`)
  for (const id of ['big1', 'big2', 'big3'])
    await served.ask('PUT', `/v1/conversations/${id}`, { participants: ['alice', ...people] })
  await served.ask('PUT', '/v1/conversations/c1', { participants: ['alice', 'bob', 'carol'] })
  for (const messageId of ['m1', 'm2'])
    await served.ask('POST', '/v1/conversations/c1/messages', { messageId, senderId: 'alice' })

  const bob = await served.greet('bob')
  bob.say(watch('c1'))
  expect(await bob.until('snapshot')).toMatchObject({ people: null })
  expect(await pauseOf(served, bob)).toBeGreaterThan(800)
  bob.say(watch('big1'))
  expect(await bob.until('refused')).toMatchObject({ conversationId: 'big1', code: 'too_many_watches' })
  const second = await served.connect()
  second.say({ type: 'hello', token: tokenOf('bob', Date.now()) })
  expect(await second.closed).toBe(CLOSE_CODES.too_many_connections.code)

  for (let i = 0; i < 40; i += 1) bob.say({ type: 'ping' })
  expect(await bob.closed).toBe(CLOSE_CODES.flood.code)
  expect(bob.frames.filter(({ type }) => type === 'pong').length).toBeLessThan(25)

  const viewers = [await served.greet('alice'), await served.greet('user1'), await served.greet('user2')]
  await expect(served.greet('user3')).rejects.toThrow('503')
  for (const [i, viewer] of viewers.entries()) {
    viewer.say(watch(`big${i + 1}`))
    await viewer.until('snapshot')
  }
  expect(await served.metric('tallymark_feed_conversations')).toBeGreaterThanOrEqual(3)
  expect(await served.metric('tallymark_replicas')).toBe(2)
  expect(await served.metric('tallymark_replica_bytes')).toBeLessThan(1_048_576)
})
