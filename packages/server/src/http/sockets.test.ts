import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HttpServer, populate, startHttp, stateOf } from '../../testing/http-server.ts'

let server: HttpServer
let port: number
beforeAll(async () => {
  server = await startHttp()
  await populate(server)
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  port = (server.app.server.address() as AddressInfo).port
})
afterAll(() => server.end())

/** Sends bytes as they are; all that comes back until the server hangs up. */
async function talk(...bytes: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.setEncoding('latin1').on('data', (text) => {
    heard += text
  })
  socket.on('error', () => undefined)
  for (const some of bytes) socket.write(some)
  await once(socket, 'close')
  return heard
}

const head = (...headers: readonly string[]): string =>
  [
    'POST /v1/conversations/c1/read HTTP/1.1',
    'host: x',
    `authorization: Bearer ${server.key}`,
    'content-type: application/json',
    ...headers,
    '',
    '',
  ].join('\r\n')

const BODY = '{"recipientId":"bob","messageId":"m1"}'

test.each([
  ['both a length and chunks', () => `${head('content-length: 5', 'transfer-encoding: chunked')}0\r\n\r\n`],
  ['two lengths', () => `${head('content-length: 5', 'content-length: 6')}${BODY}`],
  ['a length that is not a number', () => `${head('content-length: +5')}${BODY}`],
  ['a chunk of no size', () => `${head('transfer-encoding: chunked')}zz\r\n${BODY}\r\n0\r\n\r\n`],
  ['no HTTP', () => 'hello\r\n\r\n'],
  ['an unknown version', () => 'GET /healthz HTTP/9.9\r\nhost: x\r\n\r\n'],
  ['no host', () => 'GET /healthz HTTP/1.1\r\n\r\n'],
  ['headers of 64 KiB', () => `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(65_536)}\r\n\r\n`],
  ['a header with a NUL', () => 'GET /healthz HTTP/1.1\r\nhost: x\r\nx: \0\r\n\r\n'],
])('[HTT1] %s is refused, the server hangs up and lives', async (_what, bytes) => {
  const before = await stateOf(server)
  expect(await talk(bytes())).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(await stateOf(server)).toEqual(before)
  expect((await server.ask('nobody', 'GET', '/healthz')).status).toBe(200)
})

test('[HTT1] what Node cannot read is answered with a problem', async () => {
  const heard = await talk('hello\r\n\r\n')
  const [top, body] = heard.split('\r\n\r\n') as [string, string]
  expect(top).toMatch(/content-type: application\/problem\+json/)
  expect(JSON.parse(body)).toMatchObject({
    status: 400,
    code: 'malformed_request',
    type: '/docs/problems#malformed_request',
  })
})

test('[HTT2] a body that says it is bigger than 1 MiB is refused before it is sent', async () => {
  const heard = await talk(head('content-length: 2000000', 'connection: close'))
  expect(heard).toMatch(/^HTTP\/1\.1 413 /)
  expect(heard).toContain('"code":"body_too_large"')
})

test('[HTT2] a body that stops halfway changes nothing', async () => {
  const before = await stateOf(server)
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(`${head('content-length: 100')}${BODY}`)
  await new Promise((resolve) => setTimeout(resolve, 100))
  socket.destroy()
  await once(socket, 'close')
  expect(await stateOf(server)).toEqual(before)
})

test('[HTT1] a client that sends its headers too slowly is cut off', async () => {
  const { headersTimeout } = server.app.server
  server.app.server.headersTimeout = 100
  const heard = await talk('GET /healthz HTTP/1.1\r\nhost: x\r\n')
  server.app.server.headersTimeout = headersTimeout
  expect(heard).toMatch(/^HTTP\/1\.1 4\d\d /)
})

test('[HTT1] the limits of the server are those that it was given', () => {
  const { headersTimeout, requestTimeout } = server.app.server
  expect({ headersTimeout, requestTimeout }).toEqual({ headersTimeout: 10_000, requestTimeout: 30_000 })
})
