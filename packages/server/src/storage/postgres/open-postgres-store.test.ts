import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PostgresServer } from '../../../testing/postgres-server.ts'
import { cid } from '../../../testing/store-contract/sample-rows.ts'
import { openPostgresStore } from './open-postgres-store.ts'
import { shownDatabase } from './shown-database.ts'

const ALLOWED = { allowAsynchronousCommit: true }

let server: PostgresServer

/** Runs statements as the owner of the server. */
async function sql(...texts: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  for (const text of texts) await client.query(text)
  await client.end()
}

/** The address of the server for another user and database. */
const urlFor = (user: string, password: string, database = 'postgres'): string =>
  `postgres://${user}:${password}@127.0.0.1:${server.port}/${database}`

beforeAll(async () => {
  server = await PostgresServer.start()
  await sql(
    "create role stranger login password 'hush'",
    "create role poet login password 'hush'",
    'create schema recipes create table meta (dish text)',
    'create schema poems create view verses as select 1',
    'create database latin template template0 encoding latin1',
  )
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

const refusal = (given: Parameters<typeof openPostgresStore>[0]): Promise<unknown> =>
  openPostgresStore({ ...ALLOWED, ...given }).then(
    async (store) => store.close(),
    (error: unknown) => error,
  )

test.for([
  [
    'a server that is not there',
    { url: 'postgres://127.0.0.1:1/postgres' },
    'cannot_open',
    'cannot be reached (ECONNREFUSED). Check its host',
  ],
  ['a database that is not there', { database: 'nowhere' }, 'cannot_open', 'does not exist on its server. Create it'],
  ['a user who is not there', { user: 'nobody' }, 'cannot_open', 'refuses this user. Check the user'],
  [
    'a user who may not make the schema',
    { user: 'stranger' },
    'cannot_open',
    'may not create or use the schema. Grant it',
  ],
  [
    'a schema of another program',
    { schema: 'recipes' },
    'not_a_database',
    'belongs to another program. Name another schema',
  ],
  ['a schema of another program with views', { schema: 'poems' }, 'not_a_database', 'belongs to another program'],
  [
    'a database that is not in UTF-8',
    { database: 'latin' },
    'cannot_open',
    'has the encoding LATIN1. Create one with UTF8',
  ],
] as const)('[STO3] %s is refused with a sentence that says what to do', async ([, how, code, sentence]) => {
  const {
    url,
    user = 'postgres',
    database = 'postgres',
    ...given
  } = { url: undefined, ...how } as {
    url?: string
    user?: string
    database?: string
    schema?: string
  }
  const error = await refusal({ url: url ?? urlFor(user, 'hush', database), ...given })
  expect(error).toMatchObject({ name: 'StoreError', code, message: expect.stringContaining(sentence) })
})

test('[STO3] a wrong password is refused, and is not told', async () => {
  await using guarded = await PostgresServer.start()
  const owner = new pg.Client({ connectionString: guarded.url })
  await owner.connect()
  await owner.query("alter role postgres password 'right'")
  const { rows } = await owner.query<{ file: string }>("select current_setting('hba_file') as file")
  await owner.query(`copy (select 'host all all 127.0.0.1/32 scram-sha-256') to '${rows[0]?.file}'`)
  await owner.query('select pg_reload_conf()')
  await owner.end()
  const url = `postgres://postgres:wrong-secret@127.0.0.1:${guarded.port}/postgres`
  await expect.poll(() => refusal({ url }), { timeout: 5_000 }).toMatchObject({ code: 'cannot_open' })
  const error = (await refusal({ url })) as Error
  expect(error.message).toContain('refuses the password. Put the right one into the address')
  expect([error.message, error.stack, JSON.stringify(error.cause)].join()).not.toContain('wrong-secret')
  const store = await openPostgresStore({ ...ALLOWED, url: url.replace('wrong-secret', 'right') })
  await store.close()
})

test('[STO3] a schema that is newer than this program is refused, and one of this program is not', async () => {
  const how = { url: server.url, schema: 'newer' }
  expect(await refusal(how)).toBeUndefined()
  await sql("update newer.meta set value = '99' where name = 'schema_version'")
  expect(await refusal(how)).toMatchObject({
    code: 'newer_schema',
    message: expect.stringContaining('has version 99, this program knows 1. Run the newer Tallymark that wrote it.'),
  })
})

test('[STO3] a server that only reads is refused', async () => {
  await sql('alter role poet set default_transaction_read_only = on', 'grant create on database postgres to poet')
  // What a role has chosen is not what its transactions must be: only a standby cannot write.
  expect(await refusal({ url: urlFor('poet', 'hush'), schema: 'of_poet' })).toBeUndefined()
})

test('[STO11] a server that acknowledges commits too early is refused unless that is allowed, and one without fsync is told of', async () => {
  const sentences: string[] = []
  const how = { url: server.url, onWarning: (sentence: string) => sentences.push(sentence) }
  expect(await refusal({ ...how, allowAsynchronousCommit: false })).toMatchObject({
    code: 'not_durable',
    message: expect.stringContaining('synchronous_commit = off'),
  })
  expect(await refusal(how)).toBeUndefined()
  expect(sentences).toEqual([expect.stringContaining('fsync = off')])
  await using durable = await PostgresServer.start({ durable: true })
  expect(await refusal({ ...how, url: durable.url, allowAsynchronousCommit: false })).toBeUndefined()
  expect(sentences).toHaveLength(1)
})

test.for([
  ['postgres://ana:secret@db.example:5432/chat?sslmode=require&password=secret', 'postgres://db.example:5432/chat'],
  ['postgresql://ana:se%40cret@db.example/chat', 'postgresql://db.example/chat'],
  ['postgres://ana:se@cret@db.example/chat', 'postgres://db.example/chat'],
  ['postgres://ana:secret@host:port/chat', 'postgres://…'],
  ['file:tallymark.db', 'file:tallymark.db'],
] as const)('[STO10] %s is told as %s', ([database, shown]) => {
  expect(shownDatabase(database)).toBe(shown)
})

test('[STO10] no failure of an open database tells user or password', async () => {
  await using other = await PostgresServer.start()
  const url = `postgres://postgres:top-secret@127.0.0.1:${other.port}/postgres`
  const store = await openPostgresStore({ ...ALLOWED, url })
  await other.stop('immediate')
  const errors = await Promise.all(
    [() => store.check(), () => store.apiKeys(), () => store.begin({ conversations: [cid('c1')] })].map((call) =>
      call().then(String, (error) => error),
    ),
  )
  for (const error of errors) {
    expect(error).toMatchObject({ name: 'StoreError' })
    expect(`${error.stack} ${JSON.stringify(error)} ${JSON.stringify(error.cause)}`).not.toContain('top-secret')
  }
  await store.close()
})
