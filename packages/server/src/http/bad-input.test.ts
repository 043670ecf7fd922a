import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HttpServer, populate, startHttp, stateOf } from '../../testing/http-server.ts'

let server: HttpServer
beforeAll(async () => {
  server = await startHttp()
  await populate(server)
})
afterAll(() => server.end())

const READ = 'POST /v1/conversations/c1/read'
const POST = 'POST /v1/conversations/c1/messages'
const many = Array.from({ length: 10_001 }, (_, i) => `m${i}`)
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const bob = { recipientId: 'bob' }

type Row = readonly [what: string, request: string, body: unknown, code: string, path?: string]

const ROWS: readonly Row[] = [
  ['an unknown conversation', 'POST /v1/conversations/c9/read', { ...bob, messageId: 'm1' }, 'unknown_conversation'],
  ['an unknown message', READ, { ...bob, messageId: 'm9' }, 'unknown_message'],
  ['an unknown user', 'GET /v1/users/zoe', undefined, 'unknown_user'],
  ['who is not a participant', READ, { recipientId: 'mallory', messageId: 'm1' }, 'not_a_participant'],
  ['who has left', READ, { recipientId: 'dave', messageId: 'm1' }, 'left_conversation'],
  ['seqs beyond the head', READ, { ...bob, seqs: '1:9' }, 'beyond_head'],
  ['a message before the joining', READ, { recipientId: 'erin', messageId: 'm1' }, 'outside_membership'],
  ['an empty list', READ, { ...bob, messageIds: [] }, 'invalid_input', 'messageIds'],
  ['10,001 messages', READ, { ...bob, messageIds: many }, 'invalid_input', 'messageIds'],
  ['a message twice', READ, { ...bob, messageIds: ['m1', 'm1'] }, 'invalid_input', 'messageIds'],
  ['the message id of another', POST, { messageId: 'm1', senderId: 'bob' }, 'message_conflict'],
  ['no target', READ, bob, 'invalid_input', ''],
  ['two targets', READ, { ...bob, messageId: 'm1', seqs: '1' }, 'invalid_input', ''],
  ['no recipient with a key', READ, { messageId: 'm1' }, 'invalid_input', 'recipientId'],
  ['an empty id', READ, { recipientId: '', messageId: 'm1' }, 'invalid_input', 'recipientId'],
  ['an id of 129 characters', READ, { ...bob, messageId: 'x'.repeat(129) }, 'invalid_input', 'messageId'],
  ['an id with NUL', READ, { ...bob, messageId: 'm\0' }, 'invalid_input', 'messageId'],
  ['half of a surrogate pair', READ, '{"recipientId":"bob","messageId":"\\ud800"}', 'invalid_input', 'messageId'],
  ['a number for an id', READ, { ...bob, messageId: 1 }, 'invalid_input', 'messageId'],
  ['a boolean in quotes', READ, { ...bob, messageId: 'm1', private: 'true' }, 'invalid_input', 'private'],
  ['a number for a boolean', POST, { messageId: 'm5', silent: 1 }, 'invalid_input', 'silent'],
  ['a number for a time', POST, { messageId: 'm5', postedAt: 1_700_000_000 }, 'invalid_input', 'postedAt'],
  ['null for a text', READ, { ...bob, messageId: null }, 'invalid_input', 'messageId'],
  ['an unknown field', READ, { ...bob, messageId: 'm1', admin: true }, 'invalid_input', 'admin'],
  ['an unknown field within', 'PUT /v1/conversations/c1', { settings: { x: 1 } }, 'invalid_input', 'settings.x'],
  [
    'the id of the address in the body',
    READ,
    { ...bob, messageId: 'm1', conversationId: 'c2' },
    'invalid_input',
    'conversationId',
  ],
  [
    '__proto__ as a field',
    READ,
    '{"recipientId":"bob","messageId":"m1","__proto__":{"x":1}}',
    'invalid_input',
    '__proto__',
  ],
  ['constructor as a field', READ, { ...bob, messageId: 'm1', constructor: {} }, 'invalid_input', 'constructor'],
  [
    'prototype within',
    'PUT /v1/conversations/c1',
    '{"settings":{"__proto__":{}}}',
    'invalid_input',
    'settings.__proto__',
  ],
  ['a wrong way to share', 'PUT /v1/users/bob', { sharing: 'all' }, 'invalid_input', 'sharing'],
  ['a SeqSet out of order', READ, { ...bob, seqs: '3,1' }, 'invalid_input', 'seqs'],
  ['a SeqSet without an end', READ, { ...bob, seqs: '1:*' }, 'invalid_input', 'seqs'],
  ['a SeqSet that is a bomb', READ, { ...bob, seqs: '1:9007199254740991' }, 'beyond_head'],
  ['a list for a body', READ, [], 'invalid_input', ''],
  ['a number for a body', READ, '7', 'invalid_input', ''],
  ['null for a body', READ, 'null', 'invalid_input', ''],
  ['no body', READ, undefined, 'invalid_input', ''],
  ['JSON that stops', READ, '{"recipientId":"bob"', 'malformed_json'],
  ['an empty text', READ, '', 'malformed_json'],
  ['NaN', READ, '{"messageId":NaN}', 'malformed_json'],
  ['33 levels', READ, deep(33), 'too_deep'],
  ['100 levels', READ, deep(100), 'too_deep'],
  ['32 levels', READ, deep(32), 'invalid_input', 'a'],
  ['40,000 lists that never end', READ, '['.repeat(40_000), 'too_deep'],
  ['2 MB', READ, JSON.stringify({ ...bob, messageId: 'x'.repeat(2_000_000) }), 'body_too_large'],
  ['an empty list of marks', 'POST /v1/marks', { marks: [] }, 'invalid_input', 'marks'],
  [
    'a fault in one of many marks',
    'POST /v1/marks',
    { marks: [{ ...bob, kind: 'seen', conversationId: 'c1', messageId: 'm1' }] },
    'invalid_input',
    'marks.0.kind',
  ],
  ['an unknown field of the query', 'GET /v1/inbox?userId=bob&admin=1', undefined, 'invalid_input', 'admin'],
  ['a field of the query twice', 'GET /v1/inbox?userId=bob&userId=alice', undefined, 'invalid_input', 'userId'],
  ['a limit of 0', 'GET /v1/inbox?userId=bob&limit=0', undefined, 'invalid_input', 'limit'],
  ['a limit of 1001', 'GET /v1/inbox?userId=bob&limit=1001', undefined, 'invalid_input', 'limit'],
  ['a limit of 1e2', 'GET /v1/inbox?userId=bob&limit=1e2', undefined, 'invalid_input', 'limit'],
  ['a limit of +1', 'GET /v1/inbox?userId=bob&limit=%2B1', undefined, 'invalid_input', 'limit'],
  ['an empty limit', 'GET /v1/inbox?userId=bob&limit=', undefined, 'invalid_input', 'limit'],
  ['a limit in full-width digits', 'GET /v1/inbox?userId=bob&limit=%EF%BC%91', undefined, 'invalid_input', 'limit'],
  ['a cursor of one’s own', 'GET /v1/inbox?userId=bob&cursor=!!', undefined, 'invalid_cursor'],
  ['a query that is not UTF-8', 'GET /v1/inbox?userId=%ED%A0%80', undefined, 'invalid_input', 'userId'],
  ['an address with NUL', 'GET /v1/users/a%00b', undefined, 'invalid_input', 'userId'],
  ['an address with an id of 129', `GET /v1/users/${'x'.repeat(129)}`, undefined, 'invalid_input', 'userId'],
  ['an address with an empty id', 'GET /v1/users/', undefined, 'invalid_input', 'userId'],
  ['an address that is not UTF-8', 'GET /v1/users/%ED%A0%80', undefined, 'malformed_request'],
  ['an address with broken escapes', 'GET /v1/users/%zz', undefined, 'malformed_request'],
  ['an address that is nothing', 'GET /v2/users/bob', undefined, 'unknown_route'],
  ['another method', 'PATCH /v1/users/bob', undefined, 'unknown_route'],
]

for (const [what, request, body, code, path] of ROWS)
  test(`[INP5] ${what} is refused and changes nothing`, async () => {
    const [method, url] = request.split(' ') as [string, string]
    const before = await stateOf(server)
    const answer = await server.ask('key', method, url, body)
    expect(answer.body).toMatchObject({ code, status: answer.status, type: `/docs/problems#${code}` })
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    if (path !== undefined) expect(answer.body.errors?.map(({ path: at }) => at)).toContain(path)
    expect(await stateOf(server)).toEqual(before)
  })

test.each(['0', '1001', '12345', '99999999999999999999', '1e2', '', '-1'])(
  '[INP4] a limit of %j is told its bounds, and nothing else',
  async (limit) => {
    for (const url of ['/v1/inbox?userId=bob&limit=', '/v1/conversations/c1/messages/m1/status?limit='])
      expect((await server.ask('key', 'GET', url + limit)).body.errors).toEqual([
        { path: 'limit', message: 'must be a whole number from 1 to 1000, in digits' },
      ])
  },
)

test.each([
  ['x'.repeat(200), 'Too big: expected string to have <=128 characters'],
  ['', 'Too small: expected string to have >=1 characters'],
  ['a\0b', 'must not hold NUL or half of a surrogate pair'],
])('[INP4] of the id %j only what is wrong with it is told', async (messageId, message) => {
  const { body } = await server.ask('key', 'POST', '/v1/conversations/c1/read', { ...bob, messageId })
  expect(body.errors).toEqual([{ path: 'messageId', message }])
})

test('[HTT2] where no body is needed an empty one is as good as none, whatever type it says it is of', async () => {
  const deletion = {
    method: 'DELETE',
    url: '/v1/conversations/c1/messages/m4',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
  } as const
  expect((await server.app.inject(deletion)).statusCode).toBe(200)
  expect((await server.app.inject({ ...deletion, payload: '' })).statusCode).toBe(200)
  expect((await server.app.inject({ ...deletion, payload: '{' })).json().code).toBe('malformed_json')
})

test('[HTT2] a body that says it is something else is refused unread', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/merge-patch+json', 'nonsense']) {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/v1/conversations/c1/read',
      headers: { authorization: `Bearer ${server.key}`, 'content-type': type },
      payload: '{"recipientId":"bob","messageId":"m1"}',
    })
    expect([type, answer.json().code]).toEqual([type, 'unsupported_media_type'])
  }
})

test('[HTT2] a body that is not UTF-8 is not JSON', async () => {
  const answer = await server.app.inject({
    method: 'POST',
    url: '/v1/conversations/c1/read',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
    payload: Buffer.from('{"recipientId":"b\xFFb","messageId":"m1"}', 'latin1'),
  })
  expect(answer.json().code).toBe('malformed_json')
})

test('[INP4] every fault is named, not only the first', async () => {
  const { body } = await server.ask('key', 'POST', '/v1/conversations/c1/read', {
    messageId: 1,
    private: 'no',
    x: 1,
    y: 2,
  })
  expect(body.errors?.map(({ path }) => path).sort()).toEqual(['messageId', 'private', 'x', 'y'])
})

test.each([
  ['../../etc/passwd'],
  ['..%2f'],
  ['__proto__'],
  [`"${'['.repeat(40)}`],
  [`"\\"${'['.repeat(40)}`],
  ['constructor'],
  ['a b+c&d=e?f#g/h'],
  ['😀'.repeat(64)],
  ['字'.repeat(128)],
  ['\r\nx: y'],
  ['\u001b[31m'],
  ['‮'],
])('[INP1] %j is an id like any other', async (id) => {
  const own = await startHttp()
  const at = `/v1/conversations/${encodeURIComponent(id)}`
  const steps = [
    await own.ask('key', 'PUT', at, { participants: [id, 'bob'] }),
    await own.ask('key', 'POST', `${at}/messages`, { messageId: id, senderId: 'bob' }),
    await own.ask('key', 'POST', `${at}/read`, { recipientId: id, messageId: id }),
    await own.ask({ user: id }, 'GET', `${at}/messages/${encodeURIComponent(id)}/status`),
    await own.ask('key', 'GET', `/v1/inbox?${new URLSearchParams({ userId: id })}`),
    await own.ask('key', 'GET', `${at}/unread?userId=${encodeURIComponent(id)}`),
    await own.ask('key', 'GET', `${at}/participants/${encodeURIComponent(id)}`),
  ]
  expect(steps.map(({ status }) => status)).toEqual([201, 201, 200, 200, 200, 200, 200])
  expect(steps[3]?.body).toMatchObject({ messageId: id, readCount: 1, recipientStatuses: [{ userId: id }] })
  expect(steps[6]?.body).toMatchObject({ conversationId: id, userId: id, read: '1' })
  await own.end()
})

test.each(['/docs/static/../x', '/docs/static/%2e%2e/x', '/docs/static/../../../../etc/passwd'])(
  '[INP5] %s leads to nothing, and is no fault of ours',
  async (path) => {
    const own = await startHttp()
    const { port } = new URL(await own.app.listen({ host: '127.0.0.1', port: 0 }))
    // As it stands: a URL would be made straight first.
    const { promise, resolve } = Promise.withResolvers<IncomingMessage>()
    request({ port, path, agent: false }, resolve).end()
    const response = await promise
    expect(JSON.parse(await text(response))).toMatchObject({ status: 404, code: 'unknown_route' })
    await own.end()
  },
)
