import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { PostgresServer } from '../../../testing/postgres-server.ts'
import { openTallymark } from '../../open-tallymark.ts'

let server: PostgresServer

beforeAll(async () => {
  server = await PostgresServer.start()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

/** A library with a conversation of ana and bo, and a client of the chat's own that keeps texts in a table. */
async function chatOn(schema: string) {
  const postgres = { schema, allowAsynchronousCommit: true }
  const tallymark = await openTallymark({ database: server.url, bus: 'none', postgres })
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  onTestFinished(async () => {
    await client.end()
    await tallymark.close()
  })
  await client.query(`create table texts_of_${schema} (seq bigint primary key, text text)`)
  await tallymark.createConversation({ conversationId: 'c1', participants: ['ana', 'bo'] })
  const send = async (messageId: string, end: 'commit' | 'rollback') => {
    await client.query('begin')
    const posted = await tallymark.postWithin(client, { conversationId: 'c1', messageId, senderId: 'ana' })
    await client.query(`insert into texts_of_${schema} values ($1, $2) on conflict do nothing`, [posted.seq, messageId])
    await client.query(end)
    return posted
  }
  const texts = async () => (await client.query(`select seq::int, text from texts_of_${schema} order by seq`)).rows
  return { tallymark, client, send, texts }
}

test('[LIB1][SEQ1] message and seq are there together or not at all, and a seq that was rolled back is given again', async () => {
  const { tallymark, send, texts } = await chatOn('together')
  expect((await send('m1', 'commit')).seq).toBe(1)
  expect((await send('m2', 'rollback')).seq).toBe(2)
  expect((await tallymark.getConversation({ conversationId: 'c1' })).head).toBe(1)
  expect((await send('m3', 'commit')).seq).toBe(2)
  expect(await send('m3', 'rollback')).toMatchObject({ seq: 2, isNew: false })
  expect(await texts()).toEqual([
    { seq: 1, text: 'm1' },
    { seq: 2, text: 'm3' },
  ])
  expect(await tallymark.post({ conversationId: 'c1', messageId: 'm4', senderId: 'bo' })).toMatchObject({ seq: 3 })
  expect(await tallymark.getInbox({ userId: 'bo' })).toMatchObject({ unreadMessages: 2 })
})

test('[LIB1][SEQ1] others who post meanwhile wait for the transaction, and get the seqs after it', async () => {
  const { tallymark, client } = await chatOn('waiting')
  await client.query('begin')
  const posted = await tallymark.postWithin(client, { conversationId: 'c1', messageId: 'm1', senderId: 'ana' })
  const later = tallymark.post({ conversationId: 'c1', messageId: 'm2', senderId: 'bo' })
  await expect.poll(() => waitingSessions()).toBeGreaterThan(0)
  await client.query('commit')
  expect([posted.seq, (await later).seq]).toEqual([1, 2])
})

/** How many sessions wait for a row that another holds. */
async function waitingSessions(): Promise<number> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  const { rows } = await client.query<{ n: number }>(
    "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'",
  )
  await client.end()
  return rows[0]?.n ?? 0
}

test('[LIB1] whoever watches is told once it is announced', async () => {
  const { tallymark, send } = await chatOn('watching')
  const heads: number[] = []
  const end = tallymark.watch({ conversationId: 'c1', viewerId: 'bo' }, (event) => {
    const last = 'messages' in event ? event.messages?.at(-1) : undefined
    if (last !== undefined) heads.push(last.seq)
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  const posted = await send('m1', 'commit')
  posted.announce()
  await expect.poll(() => heads.at(-1), { timeout: 1_000 }).toBe(1)
  end()
})

test('[LIB1] a refused post leaves the transaction as it was', async () => {
  const { tallymark, client, texts } = await chatOn('refused')
  await client.query('begin')
  const post = tallymark.postWithin(client, { conversationId: 'c1', messageId: 'm1', senderId: 'zoe' })
  await expect(post).rejects.toMatchObject({ code: 'not_a_participant' })
  await client.query("insert into texts_of_refused values (1, 'all the same')")
  await client.query('commit')
  expect(await texts()).toHaveLength(1)
})

test('[LIB1] SQLite refuses it with a sentence', async () => {
  await using tallymark = await disposable(':memory:')
  const client = { query: async () => ({ rows: [] }) }
  const post = tallymark.of.postWithin(client, { conversationId: 'c1', messageId: 'm1' })
  await expect(post).rejects.toMatchObject({ message: expect.stringContaining('Only a PostgreSQL database') })
})

async function disposable(database: string) {
  const of = await openTallymark({ database })
  return { of, [Symbol.asyncDispose]: () => of.close() }
}
