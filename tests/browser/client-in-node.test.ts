import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Client, createClient } from '@tallymark/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { FrameServer } from './frame-server.ts'

let server: FrameServer
let client: Client | undefined
beforeEach(async () => {
  server = await FrameServer.start()
})
afterEach(async () => {
  client?.close()
  await server[Symbol.asyncDispose]()
})

const open = (over: { token?: () => string } = {}): Client => {
  client = createClient({ url: `${server.url}/`, userId: 'bob', token: () => 'token', delivered: 'manual', ...over })
  return client
}

/** Reads all of c1, and waits until that is durable. */
async function readAll({ conversation, outbox }: Client): Promise<void> {
  const c1 = conversation('c1')
  c1.subscribe(() => {})
  await eventually(() => c1.getSnapshot().own?.unreadCount).toBe(3)
  c1.markRead({ upToMessageId: 'm3' })
  expect([c1.getSnapshot().own?.unreadCount, outbox.getSnapshot()]).toEqual([0, 1])
  await eventually(outbox.getSnapshot).toBe(0)
  expect(c1.getSnapshot().own).toMatchObject({ unreadCount: 0, read: [1, 3] })
}

test('[CLT1] in Node it speaks over a WebSocket, with the token in the first frame', async () => {
  await readAll(open())
  expect(server.frames.map(({ type }) => type)).toEqual(['hello', 'watch', 'mark'])
  expect(server.frames[0]).toEqual({ type: 'hello', token: 'token', userId: 'bob' })
  client?.close()
  await eventually(() => server.open).toBe(0)
})

test('[CLT8] in Node it goes on by server-sent events where WebSockets fail twice', async () => {
  server.acceptsSockets = false
  await readAll(open())
  expect(server.frames.map(({ type }) => type)).toEqual(['watch', 'mark'])
  client?.close()
  await eventually(() => server.open).toBe(0)
})

test('[CLT8] a token that is refused over server-sent events is asked for again, once', async () => {
  server.acceptsSockets = false
  let tokens = 0
  const token = (): string => {
    tokens += 1
    return 'wrong'
  }
  const { connection } = open({ token })
  await eventually(() => connection.getSnapshot().state).toBe('closed')
  expect(connection.getSnapshot()).toEqual({ state: 'closed', reason: 'refused', code: 4500 })
  expect(tokens).toBe(4)
})

test.each(['http', 'ws'])(
  '[CLT9] whatever the application asks over HTTP goes with the user’s token, made from %s://',
  async (scheme) => {
    const asked: unknown[] = []
    const http = createServer(({ url, headers }, response) => {
      asked.push([url, headers.authorization])
      response.end('there')
    })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    let tokens = 0
    const url = `${scheme}://127.0.0.1:${(http.address() as AddressInfo).port}/receipts/`
    client = createClient({ url, userId: 'bob', token: async () => `t${++tokens}` })
    const before = tokens
    const response = await client.fetch('/v1/inbox?limit=1')
    expect([client.userId, await response.text(), tokens]).toEqual(['bob', 'there', before + 1])
    expect(asked).toContainEqual(['/receipts/v1/inbox?limit=1', `Bearer t${tokens}`])
    await expect(client.fetch('/v1/inbox', { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    http.closeAllConnections()
    http.close()
  },
)
