import type { Store } from '../../engine/ports/store.ts'
import { StoreError } from '../../engine/ports/store-error.ts'
import { Connection } from './connection.ts'
import { Connections } from './connections.ts'
import { openingError } from './database-error.ts'
import { migrate } from './migrate.ts'
import { PostgresStore } from './postgres-store.ts'
import { shownDatabase } from './shown-database.ts'

/** How a PostgreSQL database is used. */
export interface PostgresOptions {
  /** The schema that holds the tables; made if there is none. `tallymark` if nothing is said. */
  readonly schema?: string
  /** How many connections are opened at most, 2 at least; 6 if nothing is said. */
  readonly connections?: number
  /** How many milliseconds a statement may take; 10,000 if nothing is said. */
  readonly statementTimeoutMs?: number
  /** Whether a server that acknowledges commits before they are on its disk (`synchronous_commit = off`) is used all the same. */
  readonly allowAsynchronousCommit?: boolean
  /** Hears a sentence about what is allowed but not safe. */
  readonly onWarning?: (sentence: string) => void
}

export const DEFAULT_POSTGRES = {
  schema: 'tallymark',
  connections: 6,
  statementTimeoutMs: 10_000,
  allowAsynchronousCommit: false,
} as const

/** The oldest PostgreSQL that is tested, as a server tells its number. */
const OLDEST_SERVER = 140_000

/** Opens a store in a PostgreSQL database and brings its schema up to date; throws a `StoreError` that says what to do (STO3). */
export async function openPostgresStore({ url, ...given }: PostgresOptions & { readonly url: string }): Promise<Store> {
  const options = { ...DEFAULT_POSTGRES, ...given }
  const { schema, statementTimeoutMs } = options
  const how = { url, schema, statementTimeoutMs }
  let connection: Connection | undefined
  try {
    connection = await Connection.open(how)
    await requireServer(connection, options)
    const epoch = await migrate(connection, schema)
    await requireWhole(connection, shownDatabase(url))
    const readers = Math.max(1, Math.floor(options.connections / 3))
    const writers = Math.max(1, options.connections - readers)
    const connections = new Connections(how, { readers, writers })
    return new PostgresStore({ epoch, lanes: writers, connections, statementTimeoutMs })
  } catch (error) {
    throw openingError(shownDatabase(url), error)
  } finally {
    await connection?.end()
  }
}

async function requireWhole(connection: Connection, shown: string): Promise<void> {
  if ((await connection.rows("select 1 from @.meta where name = 'copy'")).length > 0)
    throw new StoreError(
      'unfinished_copy',
      `The database ${shown} holds a copy that is not finished. Run the same tallymark copy again, or name another database.`,
    )
}

/** Throws where a server is too old, or would lose what it acknowledges. */
export async function requireServer(
  connection: Connection,
  options: Pick<PostgresOptions, 'allowAsynchronousCommit' | 'onWarning'>,
): Promise<void> {
  const names = ['server_version', 'server_version_num', 'server_encoding', 'synchronous_commit', 'fsync']
  const [row = []] = await connection.rows(
    `select pg_is_in_recovery()::text, ${names.map((name) => `current_setting('${name}')`).join(', ')}`,
  )
  const [isStandby, version, number, encoding, synchronous, fsync] = row as readonly string[]
  if (Number(number) < OLDEST_SERVER)
    throw new StoreError('old_server', `PostgreSQL ${version} is too old: run 14 or newer.`)
  if (isStandby === 'true') throw new StoreError('read_only', 'The database server is a standby. Name the primary.')
  if (encoding !== 'UTF8')
    throw new StoreError('cannot_open', `The database has the encoding ${encoding}. Create one with UTF8.`)
  if (synchronous === 'off' && options.allowAsynchronousCommit !== true)
    throw new StoreError(
      'not_durable',
      'The database server acknowledges commits before they are on its disk (synchronous_commit = off): a crash would lose marks that were acknowledged. ' +
        'Set it to on for this user, or allow it with TALLYMARK_ALLOW_ASYNCHRONOUS_COMMIT=1.',
    )
  if (fsync === 'off')
    options.onWarning?.(
      'The database server never waits for its disk (fsync = off): a loss of power may destroy the whole database.',
    )
}
