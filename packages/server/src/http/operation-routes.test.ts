import { REFUSALS } from '@tallymark/core'
import { afterEach, expect, test } from 'vitest'
import { aroundStore } from '../../testing/around-store.ts'
import { type HttpServer, populate, signed, startHttp, tokenOf } from '../../testing/http-server.ts'
import { StoreError } from '../engine/ports/store-error.ts'

let server: HttpServer
afterEach(() => server.end())

const down = () => new StoreError('unavailable', 'inner words of the store')
const READ = '/v1/conversations/c1/read'
const mark = { recipientId: 'bob', messageId: 'm1' }

test('[HTT4] /healthz says alive without asking the store, /readyz asks it at most once a second', async () => {
  const calls: string[] = []
  let isDown = false
  const around = (call: string) => {
    calls.push(call)
    if (call === 'check' && isDown) throw down()
  }
  server = await startHttp({
    around: (store) =>
      aroundStore(store, async ({ call, run }) => {
        around(call)
        return run()
      }),
  })
  calls.length = 0
  expect((await server.ask('nobody', 'GET', '/healthz')).body).toEqual({ status: 'ok' })
  expect(calls).toEqual([])
  for (let i = 0; i < 10; i += 1) expect((await server.ask('nobody', 'GET', '/readyz')).status).toBe(200)
  expect(calls).toEqual(['check'])
  isDown = true
  server.clock.at += 1_000
  expect((await server.ask('nobody', 'GET', '/readyz')).body).toMatchObject({
    status: 503,
    code: 'storage_unavailable',
  })
  expect((await server.ask('nobody', 'GET', '/healthz')).status).toBe(200)
  isDown = false
  server.clock.at += 1_000
  expect((await server.ask('nobody', 'GET', '/readyz')).status).toBe(200)
})

test('[HTT4] /readyz waits 2 seconds for the store, not longer', async () => {
  server = await startHttp({
    around: (store) => aroundStore(store, ({ call, run }) => (call === 'check' ? new Promise(() => undefined) : run())),
  })
  const startedAt = performance.now()
  expect((await server.ask('nobody', 'GET', '/readyz')).body.code).toBe('storage_unavailable')
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})

test('[ENG3] a server that stops says so, refuses, and hangs up', async () => {
  server = await startHttp()
  await populate(server)
  await server.engine.stop()
  expect((await server.ask('nobody', 'GET', '/readyz')).body).toMatchObject({ status: 503, code: 'stopping' })
  const answer = await server.ask('key', 'POST', READ, mark)
  expect(answer.body).toMatchObject({ status: 503, code: 'stopping' })
  expect(answer.headers).toMatchObject({ connection: 'close', 'retry-after': '1' })
  expect((await server.ask('nobody', 'GET', '/healthz')).status).toBe(200)
})

test('[STO5] a store that fails is 503 with a time to retry after, for marks and for questions', async () => {
  let isDown = false
  server = await startHttp({
    around: (store) => aroundStore(store, async ({ run }) => (isDown ? Promise.reject(down()) : run())),
  })
  await populate(server)
  await server.ask('key', 'GET', '/v1/inbox?userId=bob')
  isDown = true
  for (const [method, url, body] of [
    ['POST', READ, mark],
    ['GET', '/v1/inbox?userId=bob', undefined],
  ] as const) {
    const answer = await server.ask('key', method, url, body)
    expect(answer.body).toMatchObject({ status: 503, code: 'storage_unavailable' })
    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.text).not.toContain('inner words')
  }
})

test('[ENG2] what is too much is refused with a time to retry after', async () => {
  const held = Promise.withResolvers<void>()
  let isHeld = false
  server = await startHttp({
    queueLimit: 1,
    around: (store) =>
      aroundStore(store, async ({ call, run }) => {
        if (call === 'begin' && isHeld) await held.promise
        return run()
      }),
  })
  await populate(server)
  isHeld = true
  const first = server.ask('key', 'POST', READ, mark)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const waiting = server.ask('key', 'POST', READ, mark)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const refused = await server.ask('key', 'POST', READ, mark)
  expect(refused.body).toMatchObject({ status: 503, code: 'overloaded', retryAfterMs: 50 })
  expect(refused.headers['retry-after']).toBe('1')
  held.resolve()
  expect([(await first).status, (await waiting).status]).toEqual([200, 200])
})

test('[HTT1] a fault of our own is a problem without its words, and logged once', async () => {
  server = await startHttp({
    around: (store) =>
      aroundStore(store, async ({ call, run }) => {
        if (call === 'find') throw new TypeError('secret inner words')
        return run()
      }),
  })
  const answer = await server.ask('key', 'GET', '/v1/users/bob')
  expect(answer.body).toMatchObject({ status: 500, code: 'internal' })
  expect(answer.text).not.toContain('secret inner words')
  expect(server.logLines.filter((line) => line.includes('secret inner words'))).toHaveLength(1)
})

test('[HTT4] /metrics counts by route, without ids', async () => {
  server = await startHttp()
  await populate(server)
  await server.ask('key', 'POST', READ, mark)
  const many = [
    { ...mark, kind: 'read', conversationId: 'c1' },
    { ...mark, kind: 'read', conversationId: 'nowhere' },
  ]
  await server.ask('key', 'POST', '/v1/marks', { marks: many })
  await server.ask('key', 'GET', '/v1/users/zoe')
  await server.ask('nobody', 'GET', '/some/where')
  const { text, headers } = await server.ask('nobody', 'GET', '/metrics')
  expect(headers['content-type']).toMatch(/^text\/plain/)
  const route = '/v1/conversations/:conversationId/read'
  expect(text).toContain(`tallymark_http_request_seconds_count{method="POST",route="${route}",status="2xx"} 1`)
  expect(text).toContain('tallymark_http_request_seconds_count{method="GET",route="none",status="4xx"} 1')
  expect(text).toContain('tallymark_marks_total{kind="read"} 2')
  expect(text).toContain('tallymark_refusals_total{code="unknown_user"} 1')
  expect(text).toContain('tallymark_refusals_total{code="unknown_conversation"} 1')
  expect(text).toContain('tallymark_commit_queue_depth 0')
  expect(text).toContain('process_cpu_seconds_total')
  expect(text).not.toMatch(/zoe|bob|c1|nowhere|some/)
})

test('[HTT4] /metrics names every code of a refusal from the start, so that an alarm sees the first one', async () => {
  server = await startHttp()
  const { text } = await server.ask('nobody', 'GET', '/metrics')
  for (const code of Object.keys(REFUSALS)) expect(text).toContain(`tallymark_refusals_total{code="${code}"} 0\n`)
})

test('[OPS3] no token, key or query ever stands in a log', async () => {
  server = await startHttp({
    around: (store) => aroundStore(store, async ({ call, run }) => (call === 'find' ? Promise.reject(down()) : run())),
  })
  const forged = signed({ alg: 'HS256' }, { sub: 'bob', exp: 1 }, 'not the secret, though as long as one')
  for (const token of [server.key, tokenOf('bob', server.clock.at), forged]) {
    for (const url of [
      `/v1/inbox?userId=bob&token=${token}`,
      `/v1/users/${token}`,
      `/${token}`,
      `/v1/%ED${token}`,
      '/v1/users/bob',
    ])
      await server.app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}`, cookie: token } })
    await server.app.inject({
      method: 'POST',
      url: READ,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      payload: `{"recipientId":"${token}"`,
    })
  }
  const log = server.logLines.join('')
  expect(server.logLines.length).toBeGreaterThan(15)
  for (const line of server.logLines) expect(JSON.parse(line)).toBeTypeOf('object')
  for (const token of [server.key, tokenOf('bob', server.clock.at), forged]) {
    expect(log).not.toContain(token)
    expect(log).not.toContain(token.slice(-20))
  }
  expect(log).not.toContain('token=')
})
