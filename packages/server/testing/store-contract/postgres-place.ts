import pg from 'pg'
import { openPostgresStore } from '../../src/storage/postgres/open-postgres-store.ts'
import type { PostgresOptions } from '../../src/storage/postgres/postgres-options.ts'
import type { NewPlace } from './store-place.ts'

/** Places that are a schema each of one server, whose commits nobody waits for. */
export function postgresPlace(url: () => string, options: PostgresOptions = {}): NewPlace {
  let count = 0
  return () => {
    count += 1
    const schema = `place ${process.pid} ${count}`
    return {
      isLasting: true,
      open: () => openPostgresStore({ allowAsynchronousCommit: true, ...options, schema, url: url() }),
      remove: () => dropSchema(url(), schema),
    }
  }
}

/** Takes a schema away with all that is in it. */
export async function dropSchema(url: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`drop schema if exists ${client.escapeIdentifier(schema)} cascade`)
  } finally {
    await client.end()
  }
}
