import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../testing/eventually.ts'
import { PostgresServer } from '../../../testing/postgres-server.ts'
import { openTallymark } from '../../open-tallymark.ts'
import type { WatchEvent } from '../../realtime/watch-in-process.ts'

let server: PostgresServer
let owner: pg.Client

beforeAll(async () => {
  server = await PostgresServer.start()
  owner = new pg.Client({ connectionString: server.url })
  await owner.connect()
})

afterAll(async () => {
  await owner.end()
  await server[Symbol.asyncDispose]()
})

const openOn = (schema: string, onFault: (fault: unknown) => void = console.error) =>
  openTallymark({ database: server.url, bus: 'none', postgres: { schema, allowAsynchronousCommit: true }, onFault })

/** Two libraries on one schema, of which neither hears of the other, with m1 to m4 by ana, of which bo has read m1 by the first. */
async function twoOn(schema: string) {
  const [first, second] = [await openOn(schema), await openOn(schema)]
  onTestFinished(async () => {
    await Promise.all([first.close(), second.close()])
  })
  await first.createConversation({ conversationId: 'c1', participants: ['ana', 'bo'] })
  for (const messageId of ['m1', 'm2', 'm3', 'm4'])
    await first.post({ conversationId: 'c1', messageId, senderId: 'ana' })
  const read = (by: typeof first, messageId: string) =>
    by.markRead({ conversationId: 'c1', recipientId: 'bo', messageId })
  await read(first, 'm1')
  return { first, second, read }
}

/** Remembers what a schema holds; what is given back makes it so again, as a failover that lost what was committed since. */
async function remember(schema: string): Promise<() => Promise<void>> {
  const { rows } = await owner.query('select tablename as name from pg_tables where schemaname = $1', [schema])
  const names = rows.map(({ name }) => `"${name}"`)
  await owner.query(`create schema kept_${schema}`)
  for (const name of names) await owner.query(`create table kept_${schema}.${name} as table ${schema}.${name}`)
  const back = names.map((name) => `insert into ${schema}.${name} select * from kept_${schema}.${name};`)
  return async () => {
    await owner.query(
      `begin; set local session_replication_role = replica;
      truncate ${names.map((name) => `${schema}.${name}`).join(', ')}; ${back.join(' ')} commit`,
    )
  }
}

test('[NOD13] [RCP5] no mark takes back another, though the database lost commits and came to as many again', async () => {
  const { first, second, read } = await twoOn('marks')
  const lose = await remember('marks')
  expect(await read(first, 'm2')).toMatchObject({ read: '1:2' })
  await lose()
  expect(await read(second, 'm3')).toMatchObject({ read: '1,3' })
  expect(await read(first, 'm4')).toMatchObject({ read: '1,3:4' })
  expect((await second.getParticipant({ conversationId: 'c1', userId: 'bo' })).read).toBe('1,3:4')
})

test('[NOD13] [RCP5] a mark that was lost is not acknowledged as one that is there', async () => {
  const { first, second, read } = await twoOn('again')
  const lose = await remember('again')
  await read(first, 'm2')
  await lose()
  await read(second, 'm3')
  expect(await read(first, 'm2')).toMatchObject({ read: '1:3' })
  expect((await second.getParticipant({ conversationId: 'c1', userId: 'bo' })).read).toBe('1:3')
})

test('[NOD13] who joined by a commit that was lost is in nobody’s list', async () => {
  const { first, second, read } = await twoOn('lists')
  const lose = await remember('lists')
  await first.join({ conversationId: 'c1', userId: 'cy', history: 'all' })
  const told = async () => {
    const { recipientStatuses } = await first.getMessageStatus({ conversationId: 'c1', messageId: 'm1' })
    return recipientStatuses?.map(({ userId }) => userId)
  }
  expect(await told()).toEqual(['bo', 'cy'])
  await lose()
  await read(second, 'm3')
  expect(await told()).toEqual(['bo'])
})

test('[NOD13] a sharing that was lost hides nothing, though a new name came as the same commit of a conversation that its user had left', async () => {
  const { first, second, read } = await twoOn('users')
  await second.leave({ conversationId: 'c1', userId: 'bo' })
  const lose = await remember('users')
  await second.putUser({ userId: 'bo', sharing: 'nothing' })
  await using third = await openOn('users')
  // It keeps what it looked at.
  await expect(read(third, 'm2')).rejects.toMatchObject({ code: 'left_conversation' })
  await lose()
  await second.putUser({ userId: 'bo', userName: 'Bobby' })
  await third.join({ conversationId: 'c1', userId: 'bo', history: 'all' })
  await read(third, 'm2')
  expect(await first.getMessageStatus({ conversationId: 'c1', messageId: 'm2' })).toMatchObject({ readCount: 1 })
})

test('[NOD13] [FED1] who watches is shown what is left and what comes, and the loss is told once, with what to do', async () => {
  const { second, read } = await twoOn('watched')
  const faults: unknown[] = []
  await using watched = await openOn('watched', (fault) => faults.push(fault))
  const events: WatchEvent[] = []
  watched.watch({ conversationId: 'c1', viewerId: 'ana' }, (event) => events.push(event))
  const last = () => events.findLast(({ type }) => type === 'snapshot' || type === 'change')
  await eventually(last).toMatchObject({ type: 'snapshot' })
  const { version } = last() as WatchEvent & { version: number }
  const lose = await remember('watched')
  for (const messageId of ['m2', 'm3']) await read(watched, messageId)
  await eventually(last).toMatchObject({ type: 'change', version: version + 2 })
  await lose()
  await eventually(last).toMatchObject({ type: 'snapshot', version })
  await read(watched, 'm4')
  await eventually(last).toMatchObject({ type: 'change', version: version + 1 })
  expect((await second.getParticipant({ conversationId: 'c1', userId: 'bo' })).read).toBe('1,4')
  expect(faults.map(String)).toEqual([expect.stringContaining('run tallymark new-epoch and start them')])
})
