import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PgBouncer } from '../../../testing/pg-bouncer.ts'
import { PostgresServer } from '../../../testing/postgres-server.ts'
import { postgresPlace } from '../../../testing/store-contract/postgres-place.ts'
import { seqs, uid } from '../../../testing/store-contract/sample-rows.ts'
import { storeContract } from '../../../testing/store-contract.ts'
import { Connection } from './connection.ts'
import { openPostgresStore } from './open-postgres-store.ts'
import { StatementNames } from './statement-names.ts'

let server: PostgresServer | undefined
let bouncer: PgBouncer | undefined

beforeAll(async () => {
  if (!PgBouncer.isInstalled) return
  server = await PostgresServer.start()
  bouncer = await PgBouncer.start(server)
})

afterAll(async () => {
  await bouncer?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

if (PgBouncer.isInstalled)
  storeContract(
    'PostgreSQL behind PgBouncer',
    postgresPlace(() => bouncer?.url ?? ''),
  )

test('[STO8] behind PgBouncer, where the contract is held too, one connection meets several sessions', async ({
  skip,
}) => {
  skip(bouncer === undefined, 'PgBouncer is not installed on this machine, so the contract was not held behind it')
  const clients = Array.from({ length: 3 }, () => new pg.Client({ connectionString: bouncer?.url }))
  for (const client of clients) await client.connect()
  const sessions = new Set<unknown>()
  for (let i = 0; i < 30; i += 1)
    for (const { rows } of await Promise.all(
      clients.slice(i % 2).map((one) => one.query('select pg_backend_pid() as id')),
    ))
      sessions.add(rows[0]?.id)
  for (const client of clients) await client.end()
  expect(sessions.size).toBeGreaterThan(1)
})

test('[STO8] [NOD7] behind PgBouncer nobody is answered what one asked who is gone', async ({ skip }) => {
  skip(bouncer === undefined, 'PgBouncer is not installed on this machine')
  // Names were given up at the first sign of it.
  const names = new StatementNames(() => undefined)
  const open = () => Connection.open({ url: bouncer?.url ?? '', schema: 'public', statementTimeoutMs: 5_000, names })
  const others = await Promise.all([open(), open()])
  const said: unknown[] = []
  for (let i = 0; i < 8; i += 1) {
    const gone = await open()
    const first = gone.run([{ text: 'select 1' }])
    gone.run([{ text: 'select 7 from pg_sleep(0.05)' }]).catch(() => undefined)
    await first
    gone.destroy()
    for (const other of others) said.push((await other.run([{ text: 'select 2' }]))[0]?.rows[0]?.[0])
  }
  expect(said).toEqual(said.map(() => 2))
  await Promise.all(others.map((other) => other.end()))
})

test('[STO8] [NOD5] behind PgBouncer whoever holds rows waits for no other session', async ({ skip }) => {
  skip(bouncer === undefined, 'PgBouncer is not installed on this machine')
  const url = bouncer?.url ?? ''
  const options = { schema: 'held', allowAsynchronousCommit: true, statementTimeoutMs: 1_000 }
  const store = await openPostgresStore({ ...options, url })
  // All sessions but one are taken, as by others who wait for the same rows.
  const others = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })]
  for (const other of others) {
    await other.connect()
    await other.query('begin')
  }
  const transaction = await store.begin({ users: [uid('new')] }, true)
  expect(transaction.spareUserKeys).toHaveLength(1)
  // It would be given up by the server if it had waited.
  expect(await transaction.countFillable([{ conversationKey: 1, ordinal: 1, seqs: seqs('1') }])).toEqual([0])
  await transaction.abort()
  for (const other of others) await other.end()
  await store.close()
})
