import { once } from 'node:events'
import type { Socket } from 'node:net'
import { CLOSE_CODES, decodeServerFrame, type ServerFrame, SUBPROTOCOL } from '@tallymark/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type EndpointServer, startEndpoint } from '../../../testing/endpoint-server.ts'
import { eventually } from '../../../testing/eventually.ts'
import { OPCODES, RawClient, rawFrame, upgradeHead } from '../../../testing/raw-web-socket.ts'
import { spyOnWrites } from '../../../testing/write-spy.ts'
import { FRAME_MAX_BYTES } from '../feed-limits.ts'

const PONG: ServerFrame = { type: 'pong' }

let server: EndpointServer
beforeEach(async () => {
  server = await startEndpoint()
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await eventually(() => server.endpoint.size).toBe(0)
  expect(server.door.counts.connections).toBe(0)
  expect(server.timers.waiting).toBe(0)
})

async function open(): Promise<WebSocket> {
  const client = new WebSocket(`ws://127.0.0.1:${server.port}/v1/feed`, SUBPROTOCOL)
  await once(client, 'open')
  return client
}

async function openRaw(): Promise<RawClient> {
  const client = new RawClient(server.port)
  await client.answer(upgradeHead('/v1/feed'))
  return client
}

test('[WIR1] texts arrive as they are, in their order', async () => {
  const client = await open()
  for (const text of ['{"type":"ping"}', '', 'ü 𝄞 \0', '[']) client.send(text)
  await eventually(() => server.door.last.received).toEqual(['{"type":"ping"}', '', 'ü 𝄞 \0', '['])
})

test('[WIR3] what is binary is no frame, and nothing after it is looked at', async () => {
  const client = await open()
  const closed = once(client, 'close')
  client.send(Buffer.from('{"type":"ping"}'))
  client.send('{"type":"ping"}')
  const [code, reason] = await closed
  expect([code, String(reason)]).toEqual([CLOSE_CODES.protocol_error.code, 'protocol_error'])
  expect(server.door.last).toMatchObject({ refused: ['protocol_error'], received: [] })
})

test('[CON4] a frame of 64 KiB is taken, one of a byte more is not', async () => {
  const client = await open()
  client.send('x'.repeat(FRAME_MAX_BYTES))
  await eventually(() => server.door.last.received[0]?.length).toBe(FRAME_MAX_BYTES)
  client.send('x'.repeat(FRAME_MAX_BYTES + 1))
  expect((await once(client, 'close'))[0]).toBe(1009)
  await eventually(() => server.door.last).toMatchObject({ received: [expect.anything()], hasEnded: true })
})

const FRAGMENT = Buffer.from('x')
const text = (payload: Buffer) => rawFrame(OPCODES.text, payload)
const fragments = (count: number, payload = FRAGMENT) => [
  rawFrame(OPCODES.text, payload, { isLast: false }),
  ...Array.from({ length: count - 2 }, () => rawFrame(OPCODES.continuation, payload, { isLast: false })),
  rawFrame(OPCODES.continuation, payload),
]

test.each([
  ['of 1 MiB', [text(Buffer.alloc(1_048_576, 'x'))], 1009],
  ['that says it has 2^53 bytes', [Buffer.from('81ff0020000000000000', 'hex')], 1009],
  ['of 1 MiB in pieces', fragments(16, Buffer.alloc(65_536, 'x')), 1009],
  ['of more than 64 fragments', fragments(65), 1008],
  ['of more than 64 fragments with nothing in them', fragments(65, Buffer.alloc(0)), 1008],
  ['with half a surrogate pair', [text(Buffer.from('eda080', 'hex'))], 1007],
  ['with a character cut in two', [text(Buffer.from('22e282', 'hex'))], 1007],
  ['in overlong UTF-8', [text(Buffer.from('c080', 'hex'))], 1007],
  ['that says it is compressed', [Buffer.from('c18100000000ff', 'hex')], 1002],
  ['without a mask', [Buffer.from('810178', 'hex')], 1002],
  ['of an opcode that is not there', [rawFrame(0x3, FRAGMENT)], 1002],
  ['that goes on with nothing', [rawFrame(OPCODES.continuation, FRAGMENT)], 1002],
  ['of a ping too large', [rawFrame(OPCODES.ping, Buffer.alloc(126))], 1002],
])('[CON4] a message %s closes its connection and no other', async (_what, bytes, code) => {
  const other = await open()
  using client = await openRaw()
  client.say(...bytes)
  expect(await client.closeCode()).toBe(code)
  const [, hurt] = server.door.all
  await eventually(() => hurt).toMatchObject({ received: [], refused: [], hasEnded: true })
  other.send('{"type":"ping"}')
  await eventually(() => server.door.all[0]).toMatchObject({ received: ['{"type":"ping"}'], hasEnded: false })
})

test('[CON4] a message of 64 fragments is one message', async () => {
  using client = await openRaw()
  client.say(...fragments(64))
  await eventually(() => server.door.last.received).toEqual(['x'.repeat(64)])
})

test('[CON4] a message byte by byte is one message', async () => {
  using client = await openRaw()
  for (const byte of rawFrame(OPCODES.text, Buffer.from('{"type":"ping"}'))) {
    client.say(Buffer.of(byte))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await eventually(() => server.door.last.received).toEqual(['{"type":"ping"}'])
})

test('[FED7] frames that are written together leave in one write, each a message', async () => {
  const client = await open()
  const heard: string[] = []
  client.on('message', (data, isBinary) => heard.push(`${isBinary}:${data}`))
  const spy = spyOnWrites([...server.sockets][0] as Socket)
  server.door.last.say(...Array.from({ length: 50 }, () => PONG))
  await eventually(() => heard).toEqual(Array.from({ length: 50 }, () => 'false:{"type":"pong"}'))
  expect(decodeServerFrame('{"type":"pong"}')).toEqual(PONG)
  expect(spy.count).toBe(1)
})

/** A frame whose JSON has this many bytes. */
const frameOf = (bytes: number): ServerFrame => ({ type: 'bye', code: 1000, reason: 'x'.repeat(bytes - FRAME_LEAST) })
const FRAME_LEAST = JSON.stringify({ type: 'bye', code: 1000, reason: '' }).length

test.each([FRAME_LEAST, 125, 126, 4_096, 4_097, 65_535, 65_536, 70_000])(
  '[FED7] a frame of %i bytes arrives as it is, alone and between others',
  async (bytes) => {
    const client = await open()
    const heard: string[] = []
    client.on('message', (data, isBinary) => heard.push(`${isBinary}:${data}`))
    const sent = [[frameOf(bytes)], [PONG, frameOf(bytes), PONG]]
    for (const frames of sent) server.door.last.say(...frames)
    await eventually(() => heard).toEqual(sent.flat().map((frame) => `false:${JSON.stringify(frame)}`))
  },
)

test('[FED2] what the network does not take is told, and when it has', async () => {
  using client = await openRaw()
  client.socket.pause()
  const { pipe } = server.door.last
  const big: ServerFrame = { type: 'bye', code: 4000, reason: 'x'.repeat(60_000) }
  expect(pipe.waitingBytes).toBe(0)
  for (let i = 0; i < 1_000 && pipe.waitingBytes < 1_000_000; i += 1) {
    server.door.last.say(big)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(pipe.waitingBytes).toBeGreaterThanOrEqual(1_000_000)
  expect(server.door.last.drains).toBe(0)
  client.socket.resume()
  await eventually(() => server.door.last.drains).toBe(1)
  expect(pipe.waitingBytes).toBe(0)
})

test('[CON7] a close says why, after what was written', async () => {
  const client = await open()
  const heard: string[] = []
  client.on('message', (data) => heard.push(String(data)))
  server.door.last.say(PONG)
  server.door.last.pipe.close('stopping')
  server.door.last.say(PONG)
  const [code, reason] = await once(client, 'close')
  expect([code, String(reason), heard]).toEqual([4000, 'stopping', ['{"type":"pong"}']])
})

test('[CON7] who does not answer a close is cut off after 2 seconds', async () => {
  using client = await openRaw()
  const { pipe } = server.door.last
  const startedAt = performance.now()
  pipe.close('silent')
  pipe.close('slow')
  expect(await client.closeCode()).toBe(4001)
  await client.closed()
  expect(performance.now() - startedAt).toBeGreaterThan(1_500)
  expect(performance.now() - startedAt).toBeLessThan(4_000)
  await eventually(() => server.door.last.hasEnded).toBe(true)
})

test('[CON5] each is pinged three times within the time it may be silent, and its answer is a sign of life', async () => {
  await open()
  await open()
  for (const pongs of [1, 2, 3]) {
    server.timers.pass(20_000)
    await eventually(() => server.door.all.map((each) => each.pongs)).toEqual([pongs, pongs])
  }
})

test('[CON5] a ping of the client is answered', async () => {
  const client = await open()
  client.ping('x')
  expect(String((await once(client, 'pong'))[0])).toBe('x')
})

test.each(['ping', 'pong'] as const)(
  '[CON4] a flood of %ss closes its connection, ten a second do not',
  async (kind) => {
    using client = await openRaw()
    const control = rawFrame(OPCODES[kind], Buffer.alloc(0))
    client.say(...Array<Buffer>(40).fill(control))
    for (let second = 0; second < 3; second += 1) {
      await eventually(() => server.door.last.pongs).toBe(40 + 10 * second)
      server.timers.pass(1_000)
      client.say(...Array<Buffer>(10).fill(control))
    }
    await eventually(() => server.door.last.pongs).toBe(70)
    expect(server.door.last.refused).toEqual([])
    client.say(...Array<Buffer>(1_000).fill(control))
    await eventually(() => server.door.last.refused).toEqual(['flood'])
    await eventually(() => client.heard.includes(Buffer.from('flood'))).toBe(true)
  },
)
