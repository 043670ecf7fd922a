import type { Store } from '../engine/ports/store.ts'
import { openStore } from '../storage/open-store.ts'
import type { PostgresOptions } from '../storage/postgres/postgres-options.ts'

/** Runs something on a store that is open for so long. Throws a `StoreError` that says what to do if it cannot be opened. */
export async function withStore<T>(
  database: string,
  use: (store: Store) => Promise<T>,
  postgres?: PostgresOptions,
): Promise<T> {
  const store = await openStore(database, postgres)
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}
