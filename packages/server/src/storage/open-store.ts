import type { Store } from '../engine/ports/store.ts'
import { StoreError } from '../engine/ports/store-error.ts'
import { openPostgresStore } from './postgres/open-postgres-store.ts'
import type { PostgresOptions } from './postgres/postgres-options.ts'
import { isPostgresUrl } from './postgres/shown-database.ts'

/**
 * Opens the store that a database setting names: `file:PATH`, `:memory:` or `postgres://…`, for which the options are. Throws a `StoreError` that
 * says what to do.
 */
export async function openStore(database: string, postgres: PostgresOptions = {}): Promise<Store> {
  if (typeof database !== 'string') throw noDatabase(database)
  if (isPostgresUrl(database)) return openPostgresStore({ ...postgres, url: database })
  if (database === ':memory:') return openFile(database)
  if (database.startsWith('file:') && database.length > 'file:'.length) return openFile(database.slice('file:'.length))
  throw noDatabase(database)
}

/** SQLite is loaded where it is needed: a Node that has none must come as far as to be told that it is too old (LIB6). */
async function openFile(file: string): Promise<Store> {
  const { openSqliteStore } = await import('./sqlite/open-sqlite-store.ts')
  return openSqliteStore({ file })
}

const noDatabase = (database: unknown): StoreError =>
  new StoreError(
    'cannot_open',
    `The database ${JSON.stringify(database)} is not one: write file:PATH, :memory: or postgres://….`,
  )
