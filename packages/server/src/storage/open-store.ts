import type { Store } from '../engine/ports/store.ts'
import { StoreError } from '../engine/ports/store-error.ts'
import { openPostgresStore } from './postgres/open-postgres-store.ts'
import type { PostgresOptions } from './postgres/postgres-options.ts'
import { isPostgresUrl } from './postgres/shown-database.ts'
import { openSqliteStore } from './sqlite/open-sqlite-store.ts'

/**
 * Opens the store that a database setting names: `file:PATH`, `:memory:` or `postgres://…`, for which the options are. Throws a `StoreError` that
 * says what to do.
 */
export async function openStore(database: string, postgres: PostgresOptions = {}): Promise<Store> {
  if (typeof database !== 'string') throw noDatabase(database)
  if (isPostgresUrl(database)) return openPostgresStore({ ...postgres, url: database })
  if (database === ':memory:') return openSqliteStore({ file: database })
  if (database.startsWith('file:') && database.length > 'file:'.length)
    return openSqliteStore({ file: database.slice('file:'.length) })
  throw noDatabase(database)
}

const noDatabase = (database: unknown): StoreError =>
  new StoreError(
    'cannot_open',
    `The database ${JSON.stringify(database)} is not one: write file:PATH, :memory: or postgres://….`,
  )
