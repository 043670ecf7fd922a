import pg from 'pg'
import { openPostgresStore } from '../../src/storage/postgres/open-postgres-store.ts'
import { PostgresCopyPlace } from '../../src/storage/postgres/postgres-copy-place.ts'
import { withSchema } from '../../src/storage/postgres/statement.ts'
import { dropSchema } from '../store-contract/postgres-place.ts'
import type { NewCopyGround } from './copy-ground.ts'

/** Schemas of one server, whose commits nobody waits for. */
export function postgresGround(url: () => string): NewCopyGround {
  let count = 0
  return () => {
    count += 1
    const schema = `copied ${process.pid} ${count}`
    const options = { schema, allowAsynchronousCommit: true }
    const sql = async (text: string): Promise<void> => {
      const client = new pg.Client({ connectionString: url() })
      await client.connect()
      await client.query(withSchema(text, schema)).finally(() => client.end())
    }
    return {
      openStore: () => openPostgresStore({ ...options, url: url() }),
      openToCopy: () => PostgresCopyPlace.open(url(), 'target', options),
      sql,
      remove: () => dropSchema(url(), schema),
    }
  }
}
