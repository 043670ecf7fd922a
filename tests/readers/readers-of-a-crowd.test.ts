import { type Client, createClient } from '@tallymark/client'
import { openReaders, type Readers, type ReadersOf } from '@tallymark/client/readers'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { tokenOf } from '../../packages/server/testing/http-server.ts'
import { Served } from '../../packages/server/testing/served.ts'

const CROWD = Array.from({ length: 1_000 }, (_, i) => `p${i + 1}`)

let server: Served
let client: Client
let stop: () => void
let isTokenGood: boolean
beforeAll(async () => {
  server = await Served.start()
  await server.ask('PUT', '/v1/conversations/c1', { participants: ['alice', ...CROWD] })
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(() => {
  isTokenGood = true
  const token = (): string => (isTokenGood ? tokenOf('alice', Date.now()) : 'wrong')
  client = createClient({ url: server.address, userId: 'alice', token })
})
afterEach(() => {
  stop()
  client.close()
})

const post = (messageId: string) =>
  server.ask('POST', '/v1/conversations/c1/messages', { messageId, senderId: 'alice' })

const read = (messageId: string, recipientId: string) =>
  server.ask('POST', '/v1/conversations/c1/read', { recipientId, messageId })

function look(of: Omit<ReadersOf, 'conversationId'>): Readers {
  const readers = openReaders(client, { conversationId: 'c1', ...of })
  stop = readers.subscribe(() => {})
  return readers
}

const idsOf = (readers: Readers): readonly string[] => readers.getSnapshot().readers.map(({ userId }) => userId)

test('[RDR1] a thousand readers come page by page, each once, in the order of joining', async () => {
  await post('m1')
  const readers = look({ messageId: 'm1', pageSize: 300 })
  for (const shown of [300, 600, 900, 1_000]) {
    await vi.waitFor(() => expect(idsOf(readers)).toEqual(CROWD.slice(0, shown)))
    expect(readers.getSnapshot()).toMatchObject({ state: 'ready', hasMore: shown < 1_000, totalRecipients: 1_000 })
    readers.more()
  }
  expect(idsOf(readers)).toHaveLength(1_000)
})

test('[RDR1] a filter shows only those of a status', async () => {
  await post('m2')
  await read('m2', 'p7')
  const readers = look({ messageId: 'm2', filter: 'read' })
  await vi.waitFor(() => expect(idsOf(readers)).toEqual(['p7']))
  const [p7] = readers.getSnapshot().readers
  expect(p7?.status).toBe('read')
  expect(Math.abs(Date.now() - (p7?.readAt?.getTime() ?? 0))).toBeLessThan(5_000)
})

test('[RDR2] whoever reads comes into the list by itself, on every page that is shown', async () => {
  await post('m3')
  const readers = look({ messageId: 'm3', pageSize: 500 })
  await vi.waitFor(() => expect(readers.getSnapshot().hasMore).toBe(true))
  readers.more()
  await vi.waitFor(() => expect(idsOf(readers)).toHaveLength(1_000))
  const before = readers.getSnapshot().readers
  await read('m3', 'p2')
  await read('m3', 'p999')
  const readNow = () => readers.getSnapshot().readers.flatMap(({ userId, readAt }) => (readAt ? [userId] : []))
  await vi.waitFor(() => expect(readNow()).toEqual(['p2', 'p999']), { timeout: 5_000 })
  expect(readers.getSnapshot().readCount).toBe(2)
  expect(readers.getSnapshot().readers[500]).toBe(before[500])
})

test('[RDR3] a token that is refused, and a message that is not there, say so', async () => {
  await post('m4')
  const readers = look({ messageId: 'm4' })
  await vi.waitFor(() => expect(readers.getSnapshot().state).toBe('ready'))
  isTokenGood = false
  readers.reload()
  await vi.waitFor(() => expect(readers.getSnapshot().failure?.code).toBe('unauthenticated'))
  isTokenGood = true
  readers.reload()
  await vi.waitFor(() => expect(readers.getSnapshot()).toMatchObject({ state: 'ready', totalRecipients: 1_000 }))
  stop()
  const none = look({ messageId: 'm9' })
  await vi.waitFor(() => expect(none.getSnapshot()).toMatchObject({ state: 'failed', readers: [] }))
  expect(none.getSnapshot().failure?.code).toBe('unknown_message')
})
