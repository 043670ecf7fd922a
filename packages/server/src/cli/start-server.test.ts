import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aroundStore } from '../../testing/around-store.ts'
import { eventually } from '../../testing/eventually.ts'
import { JWT_SECRET, signed, tokenOf } from '../../testing/http-server.ts'
import { Served } from '../../testing/served.ts'

let served: Served
beforeEach(async () => {
  served = await Served.start({ 'feed-connections': '1000' })
  await served.populate(3)
})
afterEach(() => served[Symbol.asyncDispose]())

const READ = { type: 'mark', id: 1, conversationId: 'c1', kind: 'read', seqs: '1:2' }

test('[CON8] an event stream carries the very frames of a WebSocket, and takes the same', async () => {
  const socket = await served.greet('alice')
  using stream = await served.listen('alice')
  const events = () => stream.events.map((event) => JSON.parse(event))
  await eventually(() => events().length).toBe(1)
  const { session, ...welcome } = events()[0]
  expect({ ...welcome, lastsMs: 0 }).toEqual({ ...socket.frames[0], expiresAt: welcome.expiresAt, lastsMs: 0 })
  const watch = { type: 'watch', conversationId: 'c1', from: 1 }
  const token = tokenOf('alice', Date.now())
  const posted = await served.ask('POST', `/v1/feed/events/${session}`, { frames: [watch, { type: 'ping' }] }, token)
  expect(posted.status).toBe(202)
  socket.say(watch)
  socket.say({ type: 'ping' })
  await eventually(() => [events().length, socket.frames.length]).toEqual([4, 4])
  await served.ask('POST', '/v1/conversations/c1/read', { recipientId: 'bob', messageId: 'm1' })
  await eventually(() => [events().length, socket.frames.length]).toEqual([5, 5])
  const byType = (frames: readonly { type: string }[]) =>
    frames.slice(1).sort((one, other) => (one.type < other.type ? -1 : 1))
  expect(byType(socket.frames)).toEqual(byType(events()))
  expect(byType(events()).map(({ type }) => type)).toEqual(['change', 'own', 'pong', 'snapshot'])
})

test('[CON8] frames to another user’s session reach nothing', async () => {
  using stream = await served.listen('alice')
  await eventually(() => stream.events.length).toBe(1)
  const { session } = JSON.parse(stream.events[0] as string)
  const frames = [{ type: 'ping' }]
  const bobs = tokenOf('bob', Date.now())
  const answer = await served.ask('POST', `/v1/feed/events/${session}`, { frames }, bobs)
  const unknown = await served.ask('POST', `/v1/feed/events/${'A'.repeat(22)}`, { frames }, bobs)
  expect([answer.status, await answer.text()]).toEqual([404, await unknown.text()])
  await served.ask('POST', `/v1/feed/events/${session}`, { frames }, tokenOf('alice', Date.now()))
  await eventually(() => stream.events).toEqual([stream.events[0], '{"type":"pong"}'])
})

test('[CON1] who says no hello is closed after 5 seconds, who says anything else at once', async () => {
  const silent = await served.connect()
  const startedAt = performance.now()
  const hasty = await served.connect()
  hasty.say({ type: 'watch', conversationId: 'c1' })
  expect(await hasty.closed).toBe(4501)
  expect(await silent.closed).toBe(4006)
  expect(performance.now() - startedAt).toBeGreaterThan(4_900)
  expect(performance.now() - startedAt).toBeLessThan(7_000)
  expect(silent.frames.map(({ type }) => type)).toEqual(['bye'])
})

test('[CON2] [OPS3] a token that is refused closes for good, and stands in no log', async () => {
  const forged = signed({ alg: 'HS256' }, { sub: 'bob', exp: 1e10 }, `not ${JWT_SECRET}`)
  const client = await served.connect()
  client.say({ type: 'hello', token: forged })
  expect(await client.closed).toBe(4500)
  await served.greet('bob')
  await fetch(`${served.address}/v1/feed?token=${forged}`)
  const log = served.logLines.join('')
  expect(served.logLines.length).toBeGreaterThan(3)
  expect(log).not.toContain(forged.slice(-20))
  expect(log).not.toContain('token=')
})

test('[CON4] 1,000 connections are welcomed at once, one more is not, and they leave nothing behind', async () => {
  const clients = await Promise.all(Array.from({ length: 1_000 }, (_, i) => served.greet(`u${i}`)))
  expect(await served.metric('tallymark_feed_connections')).toBe(1_000)
  await expect(served.greet('bob')).rejects.toThrow('503')
  for (const { socket } of clients) socket.terminate()
  await eventually(() => served.metric('tallymark_feed_connections')).toBe(0)
  expect(await served.metric('tallymark_feed_frames_total')).toBe(1_000)
})

test('[CON7] [OPS1] at a stop all are told so, with times that differ, and what they sent is answered', async () => {
  const held = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  let isHeld = false
  await using slow = await Served.start({}, (store) =>
    aroundStore(store, async ({ call, run }) => {
      if (call === 'begin' && isHeld) {
        reached.resolve()
        await held.promise
      }
      return run()
    }),
  )
  await slow.populate(3)
  const clients = await Promise.all(Array.from({ length: 49 }, () => slow.greet('bob')))
  using stream = await slow.listen('bob')
  isHeld = true
  clients[0]?.say(READ)
  await reached.promise
  const askedAt = performance.now()
  const stopped = slow.stop()
  await Promise.all(clients.slice(1).map(({ closed }) => closed))
  expect(clients[0]?.socket.readyState).toBe(1)
  held.resolve()
  await stopped
  expect(performance.now() - askedAt).toBeLessThan(4_000)
  expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual(clients.map(() => 4000))
  const byes = await Promise.all(clients.map((client) => client.until('bye')))
  expect(new Set(byes.map(({ retryAfterMs }) => retryAfterMs)).size).toBeGreaterThan(25)
  expect(clients[0]?.frames.map(({ type }) => type)).toEqual(['welcome', 'marked', 'bye'])
  await stream.ended()
  expect(JSON.parse(stream.events.at(-1) as string)).toMatchObject({ type: 'bye', code: 4000 })
})

test('[OPS1] who does not answer a close does not hold the stop', async () => {
  const { socket } = await served.greet('bob')
  socket.pause()
  const { port } = new URL(served.address)
  const raw = connect(Number(port), '127.0.0.1').on('error', () => undefined)
  raw.write('GET /v1/feed/events HTTP/1.1\r\nhost: x\r\n')
  raw.write(`authorization: Bearer ${tokenOf('bob', Date.now())}\r\n\r\n`)
  await once(raw, 'readable')
  const askedAt = performance.now()
  await served.stop()
  expect(performance.now() - askedAt).toBeLessThan(6_000)
  raw.destroy()
})

test('[ENG3] while the server stops neither a socket nor a stream is opened', async () => {
  const bob = await served.greet('bob')
  bob.socket.pause()
  const { port } = new URL(served.address)
  const ask = (head: string) => {
    const raw = connect(Number(port), '127.0.0.1').on('error', () => undefined)
    raw.setEncoding('latin1')
    return { raw, go: () => raw.write(head), heard: once(raw, 'data').then(([text]) => String(text).split('\r\n')[0]) }
  }
  const open = 'GET /v1/feed/events HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
  const upgrade =
    'GET /v1/feed HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
  const asked = [ask(open.slice(4)), ask(upgrade.slice(4))]
  for (const { raw } of asked) raw.write('GET ')
  await new Promise((resolve) => setTimeout(resolve, 100))
  const stopped = served.stop()
  for (const { go } of asked) go()
  expect(await Promise.all(asked.map(({ heard }) => heard))).toEqual(
    asked.map(() => 'HTTP/1.1 503 Service Unavailable'),
  )
  bob.socket.resume()
  await stopped
})

test.each(['h2c', 'TLS/1.0', 'nothing'])('[HTT1] who would rather speak %s is answered in HTTP/1.1', async (other) => {
  const raw = connect(Number(new URL(served.address).port), '127.0.0.1').setEncoding('latin1')
  raw.write(`GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: ${other}\r\n\r\n`)
  const heard = (await raw.toArray()).join('')
  expect(heard).toMatch(/^HTTP\/1\.1 200 /)
  expect(heard).toContain('{"status":"ok"}')
})

test('[HTT4] feeds are counted, without ids', async () => {
  const alice = await served.greet('alice')
  alice.say({ type: 'watch', conversationId: 'c1' })
  alice.say({ type: 'watch', conversationId: 'nowhere' })
  alice.say({ type: 'inbox', on: true })
  alice.say({ type: 'of-another-version' })
  await Promise.all([alice.until('snapshot'), alice.until('refused'), alice.until('inbox')])
  const text = await (await fetch(`${served.address}/metrics`)).text()
  for (const line of [
    'tallymark_feed_connections 1',
    'tallymark_feed_watches 1',
    'tallymark_feed_conversations 1',
    'tallymark_feed_inboxes 1',
    'tallymark_replicas 1',
    'tallymark_feed_unknown_frames_total 1',
    'tallymark_feed_frames_total{type="refused"} 1',
    'tallymark_feed_frames_total{type="snapshot"} 1',
    'tallymark_feed_frames_total{type="welcome"} 1',
  ])
    expect(text.split('\n')).toContain(line)
  expect(await served.metric('tallymark_replica_bytes')).toBeGreaterThan(100)
  alice.say({ type: 'hello', token: 'x' })
  await alice.closed
  const after = await (await fetch(`${served.address}/metrics`)).text()
  expect(after).toContain('tallymark_feed_closes_total{reason="protocol_error"} 1')
  expect(after).toContain('tallymark_feed_connections 0')
  expect(after).not.toMatch(/alice|c1|nowhere|another/)
})
