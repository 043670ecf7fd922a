import { randomUUID } from 'node:crypto'
import { StoreError } from '../../engine/ports/store-error.ts'
import type { Connection } from './connection.ts'
import { codeOf } from './database-error.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { beginHolding, COMMIT, ROLLBACK } from './run-transaction.ts'

const UNDEFINED_COLUMN = '42703'

/** Marks a schema as ours. */
const PROGRAM = 'tallymark'

/** Only one node migrates a schema at a time; the lock ends with the transaction. */
const LOCK = "select pg_advisory_xact_lock(hashtextextended('tallymark migrates ' || $1, 0))"

/** How many tables and views a schema has, and whether one is called meta. */
const TABLES = `select count(*), count(*) filter (where c.relname = 'meta') from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm')`

/** How long a migration may take: it waits for whoever uses the tables. */
const MIGRATION_MS = 600_000

/** Brings a schema up to date, each migration in a transaction of its own (STO4), and gives the epoch of its history. */
export async function migrate(connection: Connection, schema: string): Promise<string> {
  for (let version = await schemaVersion(connection, schema); version < MIGRATIONS.length; version += 1)
    await runMigration(connection, schema, version)
  const [row] = await connection.rows("select value from @.meta where name = 'epoch'")
  return row?.[0] as string
}

/** The number of the schema: 0 if there is none yet. Throws if it is another program's or newer than this one. */
export async function schemaVersion(connection: Connection, schema: string): Promise<number> {
  const [row] = await connection.rows(TABLES, schema)
  const [count, metas] = row as readonly [number, number]
  if (count === 0) return 0
  const version = metas === 0 ? undefined : await versionInMeta(connection)
  if (version === undefined)
    throw new StoreError(
      'not_a_database',
      `The schema ${JSON.stringify(schema)} of the database belongs to another program. Name another schema.`,
    )
  if (version > MIGRATIONS.length)
    throw new StoreError(
      'newer_schema',
      `The schema ${JSON.stringify(schema)} of the database has version ${version}, this program knows ${MIGRATIONS.length}. Run the newer Tallymark that wrote it.`,
    )
  return version
}

async function versionInMeta(connection: Connection): Promise<number | undefined> {
  try {
    const rows = await connection.rows("select name, value from @.meta where name in ('program', 'schema_version')")
    const meta = new Map(rows.map(([name, value]) => [name, value]))
    return meta.get('program') === PROGRAM ? Number(meta.get('schema_version')) : undefined
  } catch (error) {
    // A table called meta that has other columns.
    if (codeOf(error) === UNDEFINED_COLUMN) return undefined
    throw error
  }
}

async function runMigration(connection: Connection, schema: string, version: number): Promise<void> {
  try {
    await connection.run([beginHolding(MIGRATION_MS), { text: LOCK, values: [schema] }])
    // Another node may have been faster while this one waited for the lock.
    if ((await schemaVersion(connection, schema)) === version) {
      const first = version === 0 ? 'create schema if not exists @;' : ''
      await connection.run([
        { text: `${first} ${MIGRATIONS[version]}` },
        ...metaOf(version + 1).map(([name, value]) => ({
          text: 'insert into @.meta values ($1, $2) on conflict (name) do update set value = excluded.value',
          values: [name, value],
        })),
      ])
    }
    await connection.run([COMMIT])
  } catch (error) {
    await connection.run([ROLLBACK]).catch(() => {})
    throw error
  }
}

/** What a schema of this version says of itself. */
const metaOf = (version: number): readonly (readonly [string, string])[] => [
  ['program', PROGRAM],
  ['schema_version', String(version)],
  ...(version === 1 ? [['epoch', randomUUID()] as const] : []),
]
