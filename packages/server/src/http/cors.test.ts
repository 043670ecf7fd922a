import { afterEach, beforeEach, expect, test } from 'vitest'
import { type HttpServer, populate, startHttp, stateOf, tokenOf } from '../../testing/http-server.ts'

const NAMED = 'https://chat.example'
const READ = '/v1/conversations/c1/read'

let server: HttpServer
beforeEach(async () => {
  server = await startHttp({ allowedOrigins: [NAMED, 'http://localhost:3000'] })
  await populate(server)
})
afterEach(() => server.end())

const allowed = (headers: Readonly<Record<string, unknown>>) =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'))

test('[CON3] a page of a named origin may ask before it sends, whatever the route', async () => {
  const before = await stateOf(server)
  for (const url of [READ, '/v1/inbox', '/v1/feed/events', '/v1/feed/events/x']) {
    const headers = { origin: NAMED, 'access-control-request-method': 'POST' }
    const answer = await server.app.inject({ method: 'OPTIONS', url, headers })
    expect([answer.statusCode, answer.body]).toEqual([204, ''])
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': NAMED,
      'access-control-allow-methods': 'GET, PUT, POST, DELETE',
      'access-control-allow-headers': 'authorization, content-type',
      vary: 'origin',
    })
  }
  expect(await stateOf(server)).toEqual(before)
})

test('[CON3] a page of a named origin may read its answers and its refusals', async () => {
  const authorization = `Bearer ${tokenOf('bob', server.clock.at)}`
  const headers = { origin: NAMED, authorization }
  const good = await server.app.inject({ url: '/v1/inbox', headers })
  const bad = await server.app.inject({ url: '/v1/inbox', headers: { origin: NAMED } })
  const lost = await server.app.inject({ url: '/nowhere', headers })
  expect([good.statusCode, bad.statusCode, lost.statusCode]).toEqual([200, 401, 404])
  for (const answer of [good, bad, lost])
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': NAMED, vary: 'origin' })
  expect(good.headers).not.toHaveProperty('access-control-allow-credentials')
})

test('[CON3] a page of a named origin may read its event stream', async () => {
  const headers = { origin: NAMED, authorization: `Bearer ${server.key}` }
  const answer = await server.app.inject({ url: '/v1/feed/events', headers, payloadAsStream: true })
  answer.stream().destroy()
  expect(answer.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'access-control-allow-origin': NAMED,
    vary: 'origin',
  })
})

test.each(['https://evil.example', 'null', `${NAMED}.evil.test`, `${NAMED}:8443`, 'http://chat.example', '*', ''])(
  '[CON3] a page of %j may not, nor ask',
  async (origin) => {
    const authorization = `Bearer ${server.key}`
    const asked = await server.app.inject({
      method: 'OPTIONS',
      url: READ,
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    const read = await server.app.inject({ url: '/v1/inbox?userId=bob', headers: { origin, authorization } })
    expect([asked.statusCode, allowed(asked.headers), allowed(read.headers)]).toEqual([404, [], []])
    expect(read.headers.vary).toBe('origin')
  },
)

test('[CON3] what is no browser’s is answered as ever', async () => {
  const { status, headers } = await server.ask('key', 'GET', '/v1/inbox?userId=bob')
  expect([status, allowed(headers)]).toEqual([200, []])
})

test('[CON3] without named origins no page of another may read anything', async () => {
  const bare = await startHttp()
  const answer = await bare.app.inject({ url: '/healthz', headers: { origin: NAMED } })
  expect([answer.statusCode, allowed(answer.headers), answer.headers.vary]).toEqual([200, [], undefined])
  await bare.end()
})
