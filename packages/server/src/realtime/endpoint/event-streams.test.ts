import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { ServerFrame } from '@tallymark/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EventListener } from '../../../testing/event-listener.ts'
import { eventually } from '../../../testing/eventually.ts'
import { type Caller, type HttpServer, startHttp, tokenOf } from '../../../testing/http-server.ts'
import { spyOnWrites } from '../../../testing/write-spy.ts'

const PONG: ServerFrame = { type: 'pong' }
const BOB: Caller = { user: 'bob' }

let server: HttpServer
let address: string
let sockets: Set<Socket>
beforeEach(async () => {
  server = await startHttp()
  sockets = new Set()
  server.app.server.on('connection', (socket) => sockets.add(socket))
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  address = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}/v1/feed/events`
})
afterEach(async () => {
  await server.end()
  await eventually(() => server.streams.size).toBe(0)
  expect(server.door.counts.connections).toBe(0)
  expect(server.timers.waiting).toBe(0)
})

const open = (token: string, query = '') =>
  EventListener.open(`${address}${query}`, { authorization: `Bearer ${token}` })
const openAs = (user: string) => open(tokenOf(user, server.clock.at))
const post = (caller: Caller, session: string, frames: readonly unknown[]) =>
  server.ask(caller, 'POST', `/v1/feed/events/${session}`, { frames })
const session = () => server.door.last.who?.session as string

test('[CON8] a stream is not kept by anything between, and has a session that nobody can guess', async () => {
  using stream = await openAs('bob')
  expect(stream.response.statusCode).toBe(200)
  expect(stream.response.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  expect(session()).toMatch(/^[\w-]{22}$/)
  const first = session()
  using _other = await openAs('bob')
  expect(session()).not.toBe(first)
})

test('[CON8] a JWT opens the feed of its user, an API key that of whoever it names or its own', async () => {
  using _bob = await openAs('bob')
  const expiresAt = server.clock.at + 3_600_000
  expect(server.door.last.who).toMatchObject({ identity: { kind: 'user', userId: 'bob', expiresAt }, userId: 'bob' })
  using _alice = await open(server.key, '?userId=alice')
  expect(server.door.last.who).toMatchObject({ identity: { kind: 'key' }, userId: 'alice' })
  using _chat = await open(server.key)
  expect(server.door.last.who).toMatchObject({ identity: { kind: 'key' }, userId: undefined })
})

test('[CON8] each frame is an event, in its order', async () => {
  using stream = await openAs('bob')
  const bye: ServerFrame = { type: 'bye', code: 4000, reason: 'a\nb\r\n\n data: ü 𝄞 \u2028' }
  server.door.last.say(PONG, bye)
  server.door.last.say(PONG)
  await eventually(() => stream.events.map((event) => JSON.parse(event))).toEqual([PONG, bye, PONG])
  expect(stream.text.split('\n\n')).toHaveLength(4)
})

test('[FED7] frames that are written together leave in one write', async () => {
  using stream = await openAs('bob')
  const spy = spyOnWrites([...sockets][0] as Socket)
  server.door.last.say(...Array.from({ length: 50 }, () => PONG))
  await eventually(() => stream.events).toHaveLength(50)
  expect(spy.count).toBe(1)
})

test('[CON8] frames to the server arrive in their order, as they are', async () => {
  using _stream = await openAs('bob')
  const frames = [{ type: 'ping' }, { type: 'watch', conversationId: 'ü' }, JSON.parse('{"__proto__":{"x":1}}')]
  const { status, text } = await post(BOB, session(), frames)
  expect([status, text]).toEqual([202, ''])
  expect(server.door.last.received).toEqual(frames.map((frame) => JSON.stringify(frame)))
  expect(server.door.last.received[2]).toBe('{"__proto__":{"x":1}}')
})

test('[CON8] to anybody else the session of a feed is one that is not there', async () => {
  using _bob = await openAs('bob')
  const bobs = session()
  using _key = await open(server.key, '?userId=bob')
  const keys = session()
  const unknown = await post(BOB, 'A'.repeat(22), [PONG])
  expect(unknown.body).toMatchObject({ status: 404, code: 'unknown_session' })
  for (const [caller, asked] of [
    [{ user: 'alice' }, bobs],
    ['key', bobs],
    [BOB, keys],
  ] as const) {
    const answer = await post(caller, asked, [PONG])
    expect([answer.status, answer.text]).toEqual([404, unknown.text])
    expect(Object.keys(answer.headers)).toEqual(Object.keys(unknown.headers))
  }
  expect((await post('nobody', bobs, [PONG])).status).toBe(401)
  expect(server.door.all.map(({ received }) => received)).toEqual([[], []])
  expect((await post('key', keys, [PONG])).status).toBe(202)
})

test('[CON4] a request of frames is taken whole or not at all', async () => {
  using _stream = await openAs('bob')
  const big = { type: 'ping', x: 'x'.repeat(65_536) }
  expect((await post(BOB, session(), [PONG, big])).body).toMatchObject({ status: 413, code: 'body_too_large' })
  expect((await post(BOB, session(), [PONG, 'ping'])).body.errors?.[0]?.path).toBe('frames.1')
  expect((await post(BOB, session(), [])).body.code).toBe('invalid_input')
  expect((await post(BOB, session(), Array(501).fill(PONG))).body.code).toBe('invalid_input')
  expect(server.door.last.received).toEqual([])
})

test('[CON4] beyond the most connections no stream is opened, and it is said when to try again', async () => {
  const full = await startHttp({ connections: 0 })
  const answer = await full.ask('key', 'GET', '/v1/feed/events')
  expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'overloaded', '5'])
  await full.end()
})

test('[CON8] a comment keeps each stream from looking idle', async () => {
  using bobs = await openAs('bob')
  using alices = await openAs('alice')
  for (const count of [1, 2]) {
    server.timers.pass(20_000)
    await eventually(() => [bobs.text, alices.text]).toEqual([':\n\n'.repeat(count), ':\n\n'.repeat(count)])
  }
})

test('[FED2] what the network does not take is told, and when it has', async () => {
  using stream = await openAs('bob')
  const { last } = server.door
  stream.response.pause()
  const big: ServerFrame = { type: 'bye', code: 4000, reason: 'x'.repeat(60_000) }
  for (let i = 0; i < 1_000 && last.pipe.waitingBytes < 1_000_000; i += 1) {
    last.say(big)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(last.pipe.waitingBytes).toBeGreaterThanOrEqual(1_000_000)
  expect(last.drains).toBe(0)
  stream.response.resume()
  await eventually(() => last.drains).toBe(1)
  expect(last.pipe.waitingBytes).toBe(0)
})

test('[CON7] a stream that is closed ends after what was written, and takes no more frames', async () => {
  using stream = await openAs('bob')
  const { last } = server.door
  last.say(PONG)
  last.pipe.close('stopping')
  last.say(PONG)
  expect((await post(BOB, session(), [PONG])).body.code).toBe('unknown_session')
  await stream.ended()
  expect([stream.events, stream.response.complete]).toEqual([['{"type":"pong"}'], true])
  await eventually(() => last.hasEnded).toBe(true)
})

test('[CON7] one that takes nothing any more is cut off 2 seconds after it was closed', async () => {
  using stream = await openAs('bob')
  const { last } = server.door
  stream.response.pause()
  for (let i = 0; i < 200; i += 1) last.say({ type: 'bye', code: 4000, reason: 'x'.repeat(60_000) })
  last.pipe.close('slow')
  expect((await post(BOB, session(), [PONG])).body.code).toBe('unknown_session')
  server.timers.pass(1_999)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(last.hasEnded).toBe(false)
  server.timers.pass(1)
  await eventually(() => last.hasEnded).toBe(true)
})

test('[CON8] one who hangs up leaves nothing behind', async () => {
  const stream = await openAs('bob')
  const left = session()
  stream[Symbol.dispose]()
  await eventually(() => server.door.last.hasEnded).toBe(true)
  expect((await post(BOB, left, [PONG])).body.code).toBe('unknown_session')
  server.door.last.say(PONG)
  expect([server.streams.size, server.timers.waiting]).toEqual([0, 0])
})

test('[CON8] one who hung up before its stream was opened opens none', async () => {
  const asking = request(address, { headers: { authorization: `Bearer ${server.key}` } }).on('error', () => undefined)
  const hungUp = Promise.withResolvers<ServerResponse>()
  server.app.server.prependOnceListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.on('close', () => hungUp.resolve(response))
    asking.destroy()
  })
  asking.end()
  const response = await hungUp.promise
  await eventually(() => server.streams.size).toBe(0)
  server.streams.open(response, { identity: { kind: 'key', keyId: 'k' }, userId: undefined })
  expect([server.streams.size, server.timers.waiting]).toEqual([0, 0])
})

test('[HTT4] how long a stream lasts is not measured as an answer', async () => {
  using stream = await openAs('bob')
  server.door.last.pipe.close('stopping')
  await stream.ended()
  await server.ask('nobody', 'GET', '/v1/feed/events')
  const { text } = await server.ask('nobody', 'GET', '/metrics')
  const counts = text.split('\n').filter((line) => /seconds_count.*feed/.test(line))
  expect(counts).toEqual(['tallymark_http_request_seconds_count{method="GET",route="/v1/feed/events",status="4xx"} 1'])
})
