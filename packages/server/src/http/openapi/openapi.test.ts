import { Validator } from '@seriousme/openapi-schema-validator'
import { REFUSALS, SUBPROTOCOL } from '@tallymark/core'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, type HttpServer, populate, startHttp, tokenOf } from '../../../testing/http-server.ts'

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly requestBody?: { readonly content: Content }
  readonly tags: readonly string[]
  readonly security: readonly object[]
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}
type Content = Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>>

interface Document {
  readonly openapi: string
  readonly tags: readonly object[]
  readonly components: { readonly schemas: object; readonly securitySchemes: { readonly bearer: object } }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

let server: HttpServer
let document: Document
beforeAll(async () => {
  server = await startHttp()
  await populate(server)
  document = (await server.ask('nobody', 'GET', '/openapi.json')).body as unknown as Document
})
afterAll(() => server.end())

const operations = () => Object.values(document.paths).flatMap((path) => Object.values(path))

test('[HTT3] /openapi.json is a valid OpenAPI 3.1 document', async () => {
  const result = await new Validator().validate(structuredClone(document) as unknown as Record<string, unknown>)
  expect(result.errors).toBeUndefined()
  expect(result.valid).toBe(true)
  expect(document.openapi).toMatch(/^3\.1\./)
  expect(document.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' })
})

test('[HTT3] every operation says what it is, and what it may answer', () => {
  const ids = operations().map((operation) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toHaveLength(23)
  for (const { operationId, summary, tags, security, responses } of operations()) {
    expect([operationId, summary.length > 10, tags.length]).toEqual([operationId, true, 1])
    const isOpen = ['isAlive', 'isReady'].includes(operationId)
    expect(security).toEqual(isOpen ? [] : [{ bearer: [] }])
    if (!isOpen) expect(responses[401]?.description).toContain('`unauthenticated`')
  }
})

test('[HTT3] every operation says what to know beside', () => {
  const said = operations().map(({ description = '' }) => description)
  for (const [i, description] of said.entries()) {
    const { operationId, summary } = operations()[i] as Operation
    expect([operationId, description]).toEqual([operationId, expect.stringMatching(/^[A-Z`].{30,}\.$/)])
    expect(description).not.toContain(summary)
  }
  expect(new Set(said).size).toBe(said.length)
})

test('[HTT3] every body has an example, which is one', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'document', ...document })
  const bodies = operations().flatMap(({ operationId, requestBody }) =>
    requestBody ? [{ operationId, requestBody }] : [],
  )
  expect(bodies).toHaveLength(9)
  for (const { operationId, requestBody } of bodies) {
    const { schema, example } = requestBody.content['application/json'] as Content[string]
    expect([operationId, example]).toEqual([operationId, expect.any(Object)])
    const validate = ajv.compile({ ...schema, $id: operationId })
    expect([operationId, validate(example), validate.errors]).toEqual([operationId, true, null])
  }
})

test('[HTT3] schemas have names of their own', () => {
  expect(Object.keys(document.components.schemas)).toContain('MessageStatusDetails')
  expect(JSON.stringify(document)).not.toMatch(/def-\d/)
})

test('[HTT3] /docs and what it loads name nothing elsewhere', async () => {
  const page = await server.ask('nobody', 'GET', '/docs')
  expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address as string)
  expect(loaded.length).toBeGreaterThan(3)
  for (const address of loaded) {
    expect(address).toMatch(/^\/docs\/static\//)
    expect((await server.ask('nobody', 'GET', address)).status).toBe(200)
  }
  const start = await server.ask('nobody', 'GET', '/docs/static/swagger-initializer.js')
  expect(start.text).toContain('"validatorUrl":null')
  expect(start.text.replaceAll(/^ *\/\/.*$/gm, '')).not.toMatch(/https?:\/\//)
})

/** Requests that together bring every good answer, and some problems. */
const REQUESTS: readonly (readonly [Caller, string, string, object?])[] = [
  ['nobody', 'GET', '/healthz'],
  ['nobody', 'GET', '/readyz'],
  ['key', 'PUT', '/v1/users/bob', { userName: 'Bob', userAvatarUrl: null }],
  ['key', 'GET', '/v1/users/bob'],
  ['key', 'GET', '/v1/users/zoe'],
  ['key', 'PUT', '/v1/conversations/c1', { settings: {} }],
  ['key', 'PUT', '/v1/conversations/c8', { participants: ['alice'], settings: { visibility: 'counts' } }],
  ['key', 'POST', '/v1/conversations/c8/messages', { messageId: 'm1' }],
  ['key', 'GET', '/v1/conversations/c8/messages/m1/status'],
  [{ user: 'bob' }, 'GET', '/v1/conversations/c1'],
  ['key', 'PUT', '/v1/conversations/c1/participants/zed', { history: { fromMessageId: 'm2' }, sharing: 'delivered' }],
  ['key', 'GET', '/v1/conversations/c1/participants/zed'],
  ['key', 'DELETE', '/v1/conversations/c1/participants/zed'],
  [
    'key',
    'POST',
    '/v1/conversations/c1/messages',
    { messageId: 'm5', senderId: 'alice', postedAt: '2026-01-01T00:00:00Z' },
  ],
  ['key', 'POST', '/v1/conversations/c1/messages', { messageId: 'm5', senderId: 'alice' }],
  ['key', 'POST', '/v1/conversations/c1/messages', { messageId: 'm5', senderId: 'bob' }],
  [{ user: 'bob' }, 'POST', '/v1/conversations/c1/delivered', { upToMessageId: 'm5' }],
  [{ user: 'bob' }, 'POST', '/v1/conversations/c1/read', { messageIds: ['m1', 'm2'] }],
  [{ user: 'bob' }, 'POST', '/v1/conversations/c1/read', { seqs: '9' }],
  [{ user: 'bob' }, 'POST', '/v1/conversations/c1/read', { seqs: 9, x: 1 }],
  [{ user: 'bob' }, 'POST', '/v1/conversations/c1/unread', { fromMessageId: 'm2' }],
  [
    { user: 'bob' },
    'POST',
    '/v1/marks',
    {
      marks: [
        { conversationId: 'c1', kind: 'read', messageId: 'm3' },
        { conversationId: 'c9', kind: 'read', seqs: '1' },
      ],
    },
  ],
  ['key', 'GET', '/v1/conversations/c1/messages/m1/status?limit=2'],
  ['key', 'GET', '/v1/conversations/c1/messages/m4/status'],
  ['key', 'GET', '/v1/conversations/c1/statuses?from=m1&to=m5'],
  [{ user: 'bob' }, 'GET', '/v1/conversations/c1/unread'],
  [{ user: 'bob' }, 'GET', '/v1/inbox?limit=1'],
  ['key', 'DELETE', '/v1/conversations/c1/messages/m5'],
  ['key', 'DELETE', '/v1/users/carol'],
  ['key', 'PUT', '/v1/conversations/c8', { settings: { sharing: 'required' } }],
  [{ user: 'alice' }, 'POST', '/v1/conversations/c8/read', { seqs: '1', private: true }],
  ['key', 'DELETE', '/v1/conversations/c8'],
  ['key', 'GET', '/v1/feed/events?userId=bob'],
  [{ user: 'bob' }, 'GET', '/v1/feed/events?userId=alice'],
  [{ user: 'bob' }, 'POST', '/v1/feed/events/SESSION', { frames: [{ type: 'ping' }] }],
  [{ user: 'bob' }, 'POST', '/v1/feed/events/SESSION', { frames: [{ type: 'ping', x: 'x'.repeat(65_536) }] }],
  [{ user: 'bob' }, 'POST', '/v1/feed/events/SESSION', { frames: ['ping'] }],
  [{ user: 'alice' }, 'POST', '/v1/feed/events/SESSION', { frames: [{ type: 'ping' }] }],
  ['nobody', 'GET', '/v1/inbox'],
]

test('[HTT3] every route answers as the document says', async () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'document', ...document })
  const answered = new Set<string>()
  const session = await openSession()
  for (const [caller, method, url, body] of REQUESTS) {
    const answer = await server.ask(caller, method, url.replace('SESSION', session), body)
    const [path, operation] = operationOf(method, url)
    if (answer.status < 400) answered.add(operation.operationId)
    const type = String(answer.headers['content-type']).split(';')[0] as string
    if (answer.headers['content-type'] === undefined) {
      expect([answer.text, Object.keys(operation.responses[answer.status] ?? {})]).toEqual(['', ['description']])
      continue
    }
    const pointer = ['paths', path, method.toLowerCase(), 'responses', String(answer.status), 'content', type, 'schema']
    expect([url, operation.responses[answer.status]?.content?.[type]]).toEqual([url, expect.anything()])
    const validate = ajv.compile({ $ref: `document#/${pointer.map(escaped).join('/')}` })
    const value = type === 'text/event-stream' ? answer.text : answer.body
    expect([url, validate(value), validate.errors]).toEqual([url, true, null])
    if (answer.status >= 400)
      expect(operation.responses[answer.status]?.description).toContain(`\`${answer.body.code}\``)
  }
  expect([...answered].sort()).toEqual(
    operations()
      .map(({ operationId }) => operationId)
      .sort(),
  )
})

/** The session of a feed of bob's that stays open. */
async function openSession(): Promise<string> {
  const authorization = `Bearer ${tokenOf('bob', server.clock.at)}`
  await server.app.inject({ url: '/v1/feed/events', headers: { authorization }, payloadAsStream: true })
  return server.door.last.who?.session as string
}

test('[HTT3] the document tells of the feeds that it cannot list', () => {
  expect(JSON.stringify(document.tags)).toContain(`\`/v1/feed\` with the subprotocol \`${SUBPROTOCOL}\``)
})

test('[HTT1] the type of a problem leads to where its code is explained', async () => {
  const { body } = await server.ask('nobody', 'GET', '/v1/inbox')
  const { pathname, hash } = new URL(String(body.type), 'http://localhost')
  const page = await server.ask('nobody', 'GET', pathname)
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  expect(page.text).toContain(`<section id="${hash.slice(1)}">`)
  for (const [code, { status, title, detail }] of Object.entries(REFUSALS)) {
    expect(page.text.split(`id="${code}"`)).toHaveLength(2)
    expect(page.text).toContain(`<p>${status}. ${title}. ${detail}</p>`)
  }
})

test('[HTT1] every refusal is a problem of the document', () => {
  const text = JSON.stringify(document.components.schemas)
  for (const code of Object.keys(REFUSALS)) expect(text).toContain(`"${code}"`)
})

const escaped = (key: string): string => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))

function operationOf(method: string, url: string): [path: string, operation: Operation] {
  const segments = (url.split('?')[0] as string).split('/')
  const path = Object.keys(document.paths).find((template) => {
    const parts = template.split('/')
    return parts.length === segments.length && parts.every((one, i) => one.startsWith('{') || one === segments[i])
  }) as string
  return [path, document.paths[path]?.[method.toLowerCase()] as Operation]
}
