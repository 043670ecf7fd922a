import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, type HttpServer, populate, startHttp, stateOf } from '../../testing/http-server.ts'

let server: HttpServer
beforeEach(async () => {
  server = await startHttp()
  await populate(server)
})
afterEach(() => server.end())

const CALLERS: Readonly<Record<string, Caller>> = {
  nobody: 'nobody',
  // The requests below name alice wherever a user can be named.
  another: { user: 'bob' },
  outsider: { user: 'mallory' },
  left: { user: 'dave' },
  key: 'key',
}

/** What each caller gets: a code of a refusal, or a status. */
type Row = readonly [
  request: string,
  body: object | undefined,
  another: string | number,
  outsider: string | number,
  left: string | number,
  key: string | number,
]

const named = { recipientId: 'alice' }
const KEY_ONLY = ['api_key_required', 'api_key_required', 'api_key_required'] as const
const NOT_YOURS = ['not_yours', 'not_yours', 'not_yours'] as const
const NO_SESSION = ['unknown_session', 'unknown_session', 'unknown_session', 'unknown_session'] as const
const C1 = '/v1/conversations/c1'

const ROWS: readonly Row[] = [
  ['PUT /v1/users/alice', { sharing: 'nothing' }, ...NOT_YOURS, 200],
  ['GET /v1/users/alice', undefined, ...NOT_YOURS, 200],
  ['DELETE /v1/users/alice', undefined, ...KEY_ONLY, 200],
  [`PUT ${C1}`, { settings: { headline: 'any' } }, ...KEY_ONLY, 200],
  [`GET ${C1}`, undefined, 200, 'not_a_participant', 'left_conversation', 200],
  [`DELETE ${C1}`, undefined, ...KEY_ONLY, 200],
  [`PUT ${C1}/participants/alice`, { sharing: 'nothing' }, ...NOT_YOURS, 200],
  [`GET ${C1}/participants/alice`, undefined, ...NOT_YOURS, 200],
  [`DELETE ${C1}/participants/alice`, undefined, ...KEY_ONLY, 200],
  [`POST ${C1}/messages`, { messageId: 'm5', senderId: 'alice' }, ...KEY_ONLY, 201],
  [`DELETE ${C1}/messages/m1`, undefined, ...KEY_ONLY, 200],
  [`POST ${C1}/delivered`, { ...named, messageId: 'm1' }, ...NOT_YOURS, 200],
  [`POST ${C1}/read`, { ...named, messageId: 'm1' }, ...NOT_YOURS, 200],
  [`POST ${C1}/unread`, { ...named, fromMessageId: 'm1' }, ...NOT_YOURS, 200],
  ['POST /v1/marks', { marks: [{ ...named, conversationId: 'c1', kind: 'read', messageId: 'm1' }] }, ...NOT_YOURS, 200],
  [`GET ${C1}/messages/m1/status`, undefined, 200, 'not_a_participant', 'left_conversation', 200],
  [`GET ${C1}/messages/m1/status?viewerId=alice`, undefined, ...NOT_YOURS, 200],
  [`GET ${C1}/statuses?from=m1&to=m3`, undefined, 200, 'not_a_participant', 'left_conversation', 200],
  [`GET ${C1}/statuses?from=m1&to=m3&viewerId=alice`, undefined, ...NOT_YOURS, 200],
  [`GET ${C1}/unread`, undefined, 200, 'not_a_participant', 'left_conversation', 'invalid_input'],
  [`GET ${C1}/unread?userId=alice`, undefined, ...NOT_YOURS, 200],
  ['GET /v1/inbox', undefined, 200, 200, 200, 'invalid_input'],
  ['GET /v1/inbox?userId=alice', undefined, ...NOT_YOURS, 200],
  ['GET /v1/feed/events', undefined, 200, 200, 200, 200],
  ['GET /v1/feed/events?userId=alice', undefined, ...NOT_YOURS, 200],
  ['POST /v1/feed/events/nowhere', { frames: [{ type: 'ping' }] }, ...NO_SESSION],
]

const OPEN_ROUTES = ['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs']

test.each(ROWS)('[ACC4] %s: to each caller what is theirs', async (request, body, another, outsider, left, key) => {
  const [method, url] = request.split(' ') as [string, string]
  const before = await stateOf(server)
  const expected = { nobody: 'unauthenticated', another, outsider, left }
  for (const [name, outcome] of Object.entries(expected)) {
    const answer = await server.ask(CALLERS[name] as Caller, method, url, body)
    expect([name, answer.body.code ?? answer.status]).toEqual([name, outcome])
    expect([name, await stateOf(server)]).toEqual([name, before])
  }
  const answer = await server.ask('key', method, url, body)
  expect(answer.body.code ?? answer.status).toBe(key)
})

test.each(OPEN_ROUTES)('[ACC1] GET %s asks for no key', async (url) => {
  expect((await server.ask('nobody', 'GET', url)).status).toBe(200)
})

test('[ACC4] every route of the server has a row', () => {
  const rows = ROWS.map(([request]) => request.split('?')[0] as string)
  const routes = routesOf(server.app.printRoutes()).filter(
    ([, url]) => !OPEN_ROUTES.some((open) => url.startsWith(open)),
  )
  const missing = routes.filter(([method, url]) => !rows.some((row) => matches(row, method, url)))
  expect(missing).toEqual([])
  expect(routes).toHaveLength(new Set(rows).size)
})

const matches = (row: string, method: string, url: string): boolean =>
  new RegExp(`^${method} ${url.replaceAll(/:\w+/g, '[^/]+')}$`).test(row)

/** The routes in the tree that Fastify prints, without the HEAD that goes with each GET. */
function routesOf(tree: string): [method: string, url: string][] {
  const above: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent, segment, methods] = /^([│ ]*)[├└]── (\S*)(?: \((.+)\))?$/.exec(line) ?? []
    if (indent === undefined) return []
    const depth = indent.length / 4
    above.splice(depth)
    above[depth] = segment as string
    const verbs = methods?.split(', ').filter((verb) => verb !== 'HEAD') ?? []
    return verbs.map((verb): [string, string] => [verb, above.join('')])
  })
}

test('[ACC4] a user marks and looks for itself without naming itself', async () => {
  const bob: Caller = { user: 'bob' }
  expect((await server.ask(bob, 'POST', `${C1}/read`, { messageId: 'm1' })).body).toMatchObject({ read: '1' })
  expect((await server.ask(bob, 'POST', `${C1}/read`, { messageId: 'm2', recipientId: 'bob' })).status).toBe(200)
  const mark = { conversationId: 'c1', kind: 'read', messageId: 'm3' }
  expect((await server.ask(bob, 'POST', '/v1/marks', { marks: [mark] })).body.results).toMatchObject([{ read: '1:3' }])
  expect((await server.ask({ user: 'alice' }, 'POST', `${C1}/read`, { messageId: 'm3' })).status).toBe(200)
  const participant = await server.ask(bob, 'GET', `${C1}/participants/bob`)
  expect(participant.body).toMatchObject({ userId: 'bob', read: '1:3' })
})

test('[ACC4] a user sets what it shares itself, and nothing else of its profile or membership', async () => {
  const bob: Caller = { user: 'bob' }
  const before = await stateOf(server)
  const codes = [
    await server.ask(bob, 'PUT', '/v1/users/bob', { userName: 'Robert' }),
    await server.ask(bob, 'PUT', '/v1/users/bob', { userAvatarUrl: null, sharing: 'nothing' }),
    await server.ask(bob, 'PUT', `${C1}/participants/bob`, { history: 'all' }),
    await server.ask(bob, 'PUT', `${C1}/participants/bob`, {}),
    await server.ask({ user: 'mallory' }, 'PUT', `${C1}/participants/mallory`, { sharing: 'nothing' }),
    await server.ask({ user: 'dave' }, 'PUT', `${C1}/participants/dave`, { sharing: 'nothing' }),
  ].map(({ body }) => body.code)
  expect(codes).toEqual([
    'api_key_required',
    'api_key_required',
    'api_key_required',
    'invalid_input',
    'not_a_participant',
    'left_conversation',
  ])
  expect(await stateOf(server)).toEqual(before)
  expect((await server.ask(bob, 'PUT', '/v1/users/bob', { sharing: 'delivered' })).body.sharing).toBe('delivered')
  const own = await server.ask(bob, 'PUT', `${C1}/participants/bob`, { sharing: 'nothing' })
  expect(own.body).toMatchObject({ sharing: 'nothing', sharingInForce: 'nothing' })
})

test.each([
  ['GET', '', undefined],
  ['GET', '/participants/mallory', undefined],
  ['PUT', '/participants/mallory', { sharing: 'nothing' }],
  ['POST', '/delivered', { messageId: 'm1' }],
  ['POST', '/read', { upToMessageId: 'm1' }],
  ['POST', '/unread', { fromMessageId: 'm1' }],
  ['GET', '/messages/m1/status', undefined],
  ['GET', '/statuses?from=m1&to=m2', undefined],
  ['GET', '/unread', undefined],
])(
  '[ACC5] %s %s: a conversation that is not there answers as one that the user is not in',
  async (method, rest, body) => {
    const mallory: Caller = { user: 'mallory' }
    const isIn = await server.ask(mallory, method, `${C1}${rest}`, body)
    const isNot = await server.ask(mallory, method, `/v1/conversations/nowhere${rest}`, body)
    expect(isIn.body.code).toBe('not_a_participant')
    expect([isNot.status, isNot.text]).toEqual([isIn.status, isIn.text])
    expect(Object.keys(isNot.headers)).toEqual(Object.keys(isIn.headers))
  },
)

test('[ACC5] so it is for each mark of many', async () => {
  const mark = (conversationId: string) => ({ conversationId, kind: 'read', messageId: 'm1' })
  const { body } = await server.ask({ user: 'mallory' }, 'POST', '/v1/marks', { marks: [mark('c1'), mark('nowhere')] })
  expect(body.results?.[0]).toMatchObject({ code: 'not_a_participant', status: 403 })
  expect(body.results?.[1]).toEqual(body.results?.[0])
})
