import pg from 'pg'
import { openPostgresStore } from '../../src/storage/postgres/open-postgres-store.ts'
import type { NewGround } from './ground.ts'

/** The tables that a history fills. */
const FILLED = ['user', 'conversation', 'participant', 'message', 'receipt'] as const

/** Two connections are opened soon, and leave one lane: only then commands that are submitted at once have an order. */
const OPTIONS = { schema: 'histories', connections: 2, allowAsynchronousCommit: true }

/**
 * Grounds in one schema of a PostgreSQL server, which is emptied after each history. Two libraries work on each in turns, so that each meets what
 * the other has written; one alone where the history's conversations are watched, because nobody tells either of the other.
 */
export async function postgresGrounds(url: string): Promise<NewGround & AsyncDisposable> {
  const store = await openPostgresStore({ ...OPTIONS, url })
  await store.close()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const empty = FILLED.map((table) => `delete from histories.${table}`).join(';')
  const newGround: NewGround = async ({ steps }) => ({
    options: { database: url, postgres: OPTIONS, bus: 'none' },
    isLasting: true,
    nodes: steps.length % 2 === 0 ? 1 : 2,
    remove: async () => {
      await client.query(empty)
    },
  })
  return Object.assign(newGround, { [Symbol.asyncDispose]: () => client.end() })
}
