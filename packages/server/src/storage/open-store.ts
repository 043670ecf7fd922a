import type { Store } from '../engine/ports/store.ts'
import { StoreError } from '../engine/ports/store-error.ts'
import { openSqliteStore } from './sqlite/open-sqlite-store.ts'

/** Opens the store that a database setting names: `file:PATH` or `:memory:`. Throws a `StoreError` that says what to do. */
export function openStore(database: string): Promise<Store> {
  if (database === ':memory:') return openSqliteStore({ file: database })
  if (database.startsWith('file:') && database.length > 'file:'.length)
    return openSqliteStore({ file: database.slice('file:'.length) })
  throw new StoreError(
    'cannot_open',
    `The database ${JSON.stringify(database)} is not one: write file:PATH or :memory:.`,
  )
}
