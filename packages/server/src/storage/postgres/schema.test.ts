import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PostgresServer } from '../../../testing/postgres-server.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { openPostgresStore } from './open-postgres-store.ts'
import { withSchema } from './statement.ts'

const DUMP = fileURLToPath(new URL('./schema.sql', import.meta.url))

const COLUMNS = `select c.relname as table, coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '') as options,
    string_agg('  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || coalesce(' collate "' || nullif(l.collname, 'default') || '"', '')
      || case when a.attnotnull then ' not null' else '' end, E',\\n' order by a.attnum) as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_collation l on l.oid = a.attcollation
  where n.nspname = $1 and c.relkind = 'r' group by c.oid, c.relname, c.reloptions order by c.relname`

const INDEXES = 'select indexdef from pg_indexes where schemaname = $1 order by tablename, indexname'

let server: PostgresServer
let client: pg.Client

beforeAll(async () => {
  server = await PostgresServer.start()
  client = new pg.Client({ connectionString: server.url })
  await client.connect()
})

afterAll(async () => {
  await client.end()
  await server[Symbol.asyncDispose]()
})

/** Every table and index of a schema as PostgreSQL tells them, tables first, by name. */
async function dumpOf(schema: string): Promise<string> {
  const tables = await client.query<{ table: string; options: string; columns: string }>(COLUMNS, [schema])
  const indexes = await client.query<{ indexdef: string }>(INDEXES, [schema])
  const parts = [
    ...tables.rows.map(({ table, options, columns }) => `create table ${table} (\n${columns}\n)${options};`),
    ...indexes.rows.map(({ indexdef }) => `${indexdef.replaceAll(`${schema}.`, '')};`),
  ]
  return `${parts.join('\n\n')}\n`
}

test('[STO4] the migrations lead to the schema that is kept: UPDATE_SCHEMA=1 writes it anew', async () => {
  const store = await openPostgresStore({ url: server.url, allowAsynchronousCommit: true })
  await store.close()
  const dump = await dumpOf('tallymark')
  if (process.env.UPDATE_SCHEMA === '1') writeFileSync(DUMP, dump)
  expect(dump).toBe(readFileSync(DUMP, 'utf8'))
})

test('[STO4] each migration leads from the schema before to the next, in a schema that holds nothing else', async () => {
  await client.query('create schema by_hand')
  for (const migration of MIGRATIONS) await client.query(withSchema(migration, 'by_hand'))
  expect(await dumpOf('by_hand')).toBe(readFileSync(DUMP, 'utf8'))
})

test('[STO4] of nodes that open an empty database at once one makes the schema, and all get its epoch', async () => {
  const options = { url: server.url, schema: 'raced', allowAsynchronousCommit: true }
  const stores = await Promise.all(Array.from({ length: 5 }, () => openPostgresStore(options)))
  expect(new Set(stores.map(({ epoch }) => epoch)).size).toBe(1)
  await Promise.all(stores.map((store) => store.close()))
  expect(await dumpOf('raced')).toBe(await dumpOf('tallymark'))
})
