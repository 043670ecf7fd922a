import { SUBPROTOCOL } from '@tallymark/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EndpointServer, startEndpoint } from '../../../testing/endpoint-server.ts'
import { eventually } from '../../../testing/eventually.ts'
import { RawClient, upgradeHead } from '../../../testing/raw-web-socket.ts'

const NAMED = 'https://chat.example'
let shared: EndpointServer
beforeAll(async () => {
  shared = await startEndpoint({ allowedOrigins: [NAMED, 'http://localhost:3000'] })
})
afterAll(() => shared[Symbol.asyncDispose]())

async function asked(headers: Readonly<Record<string, string>>, path = '/v1/feed', { port } = shared) {
  using client = new RawClient(port)
  return await client.answer(upgradeHead(path, headers))
}

test.each([
  ['its own', 'http://tallymark.test', 101],
  ['its own on another port', 'http://tallymark.test:81', 403],
  ['its own by the default port in so many words, as no browser sends it', 'http://tallymark.test:80', 403],
  ['its own host over another scheme', 'https://tallymark.test', 403],
  ['its own in capitals, as no browser sends it', 'HTTP://TALLYMARK.TEST', 403],
  ['one that is named', NAMED, 101],
  ['another that is named', 'http://localhost:3000', 101],
  ['a named one on another port', 'https://chat.example:8443', 403],
  ['a named one over another scheme', 'http://chat.example', 403],
  ['one that ends like a named one', 'https://evil-chat.example', 403],
  ['one that begins like a named one', 'https://chat.example.evil.test', 403],
  ['a part of a named one', 'https://www.chat.example', 403],
  ['a stranger', 'https://evil.test', 403],
  ['null', 'null', 403],
  ['none at all, in a header', '', 403],
  ['a wildcard', '*', 403],
  ['two at once', `${NAMED}, https://evil.test`, 403],
])('[CON3] %s as origin', async (_what, origin, status) => {
  const answer = await asked({ origin })
  expect(answer.status).toBe(status)
  if (status === 403) expect(answer.body.code).toBe('origin_not_allowed')
})

test('[CON3] what is no browser sends no origin, and is let in', async () => {
  expect((await asked({})).status).toBe(101)
})

test.each([
  ['its own on this port', { host: 'a.test:7410', origin: 'http://a.test:7410' }, 101],
  ['its own without the port', { host: 'a.test:7410', origin: 'http://a.test' }, 403],
  ['its own with the default port in the address', { host: 'a.test:80', origin: 'http://a.test' }, 101],
  ['its own by an address of IPv6', { host: '[::1]:7410', origin: 'http://[::1]:7410' }, 101],
  ['one that a proxy is said to have forwarded', { 'x-forwarded-host': 'evil.test', origin: 'http://evil.test' }, 403],
  ['one that was forwarded from', { forwarded: 'host=evil.test;proto=http', origin: 'http://evil.test' }, 403],
  ['one behind a name in the host', { host: 'a.test@evil.test', origin: 'http://evil.test' }, 403],
  ['one before a path in the host', { host: 'evil.test/a', origin: 'http://evil.test' }, 403],
])('[CON3] %s', async (_what, headers, status) => {
  expect((await asked(headers)).status).toBe(status)
})

test('[CON3] one that is refused reaches no feed', async () => {
  const before = shared.door.all.length
  await asked({ origin: 'https://evil.test' })
  expect(shared.door.all).toHaveLength(before)
})

test.each([
  [SUBPROTOCOL, SUBPROTOCOL],
  [`tallymark.0, ${SUBPROTOCOL}`, SUBPROTOCOL],
  [`${SUBPROTOCOL},tallymark.2`, SUBPROTOCOL],
])('of the subprotocols %s ours is chosen', async (offered, chosen) => {
  const { status, headers } = await asked({ 'sec-websocket-protocol': offered })
  expect([status, headers['sec-websocket-protocol']]).toEqual([101, chosen])
})

test('without a subprotocol none is chosen, and others alone are refused', async () => {
  const { status, headers } = await asked({})
  expect([status, headers['sec-websocket-protocol']]).toEqual([101, undefined])
  for (const other of ['tallymark.2', 'graphql-ws', 'tallymark.10', 'TALLYMARK.1'])
    expect((await asked({ 'sec-websocket-protocol': other })).body).toMatchObject({ status: 400, code: 'bad_upgrade' })
})

test.each(['?token=abc', '?access_token=abc', '?x=1&Token=abc', '?jwt=a.b.c', '?api_key=a', '?%74oken=abc', '?token'])(
  '[CON1] a token in the address %s is refused with a sentence',
  async (query) => {
    const { status, body } = await asked({}, `/v1/feed${query}`)
    expect([status, body.code]).toEqual([400, 'bad_upgrade'])
    expect(body.detail).toMatch(/never stands in an address.*hello/)
  },
)

test.each(['/', '/v1', '/v1/feed/', '/v1/feed/events', '/v1/feedx', '/V1/FEED', '/v1//feed', '/healthz', '*'])(
  '[CON3] nothing is upgraded at %s',
  async (path) => {
    expect((await asked({}, path)).body).toMatchObject({ status: 404, code: 'unknown_route' })
  },
)

test('[CON4] an offer to compress is not taken, so that nothing small becomes large', async () => {
  const { status, headers } = await asked({ 'sec-websocket-extensions': 'permessage-deflate; client_max_window_bits' })
  expect([status, headers['sec-websocket-extensions']]).toEqual([101, undefined])
})

test.each([
  ['no key', { 'sec-websocket-key': '' }],
  ['a key that is too short', { 'sec-websocket-key': 'AAAA' }],
  ['a version of the past', { 'sec-websocket-version': '7' }],
  ['a subprotocol twice', { 'sec-websocket-protocol': `${SUBPROTOCOL}, ${SUBPROTOCOL}` }],
])('[HTT1] a handshake with %s is a problem', async (_what, headers) => {
  const answer = await asked(headers)
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.body).toMatchObject({ status: 400, code: 'bad_upgrade' })
})

test('[ENG3] while the server stops nothing is upgraded', async () => {
  await using server = await startEndpoint({ isOpen: () => false })
  const { status, headers, body } = await asked({}, '/v1/feed', server)
  expect([status, body.code, headers['retry-after']]).toEqual([503, 'stopping', '1'])
})

test('[CON4] beyond the most connections nothing is upgraded, and it is said when to try again', async () => {
  await using server = await startEndpoint({ limits: { connections: 1, silenceMs: 60_000 } })
  using first = new RawClient(server.port)
  expect((await first.answer(upgradeHead('/v1/feed'))).status).toBe(101)
  const { status, headers, body } = await asked({}, '/v1/feed', server)
  expect([status, body.code, headers['retry-after']]).toEqual([503, 'overloaded', '5'])
  first.socket.destroy()
  await eventually(() => server.door.counts.connections).toBe(0)
  expect((await asked({}, '/v1/feed', server)).status).toBe(101)
})

test('[CON3] who is refused and does not hang up is hung up on', async () => {
  using client = new RawClient(shared.port)
  expect((await client.answer(upgradeHead('/v1/feed', { origin: 'null' }))).status).toBe(403)
  await client.closed()
})

test.each([
  ['by another method', (head: string) => head.replace('GET', 'POST'), 400],
  ['that says twice that it is one', (head: string) => head.replace('\r\n', '\r\nconnection: Upgrade\r\n'), 101],
  ['with two keys', (head: string) => head.replace('\r\n', '\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'), 400],
  [
    'with two origins',
    (head: string) => head.replace('\r\n', `\r\norigin: ${NAMED}\r\norigin: http://a.test\r\n`),
    403,
  ],
  ['in HTTP/1.0', (head: string) => head.replace('HTTP/1.1', 'HTTP/1.0'), 101],
])('[CON3] a request %s', async (_what, changed, status) => {
  using client = new RawClient(shared.port)
  expect((await client.answer(changed(upgradeHead('/v1/feed')))).status).toBe(status)
})

test('[CON4] a body in place of frames is no frame', async () => {
  using client = new RawClient(shared.port)
  client.say(upgradeHead('/v1/feed', { 'content-length': '5' }), 'hello')
  expect(await client.closeCode()).toBe(1002)
  expect(shared.door.last.received).toEqual([])
})
