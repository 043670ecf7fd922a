import type { Store } from '../../engine/ports/store.ts'
import { StoreError } from '../../engine/ports/store-error.ts'
import { Connection } from './connection.ts'
import { Connections } from './connections.ts'
import { openingError } from './database-error.ts'
import { migrate, schemaVersion } from './migrate.ts'
import { DEFAULT_POSTGRES, type FullPostgresOptions, type PostgresOptions } from './postgres-options.ts'
import { PostgresStore } from './postgres-store.ts'
import { requireAddress, shownDatabase } from './shown-database.ts'
import { StatementNames } from './statement-names.ts'

/** The oldest PostgreSQL that is tested, as a server tells its number. */
const OLDEST_SERVER = 140_000

const CHANGING_SESSIONS =
  'A pooler gives each transaction another session and does not carry named statements along, so each is parsed anew from now on. ' +
  'Let it carry them (PgBouncer 1.21 and newer: max_prepared_statements), or set TALLYMARK_UNNAMED_STATEMENTS=1.'

/** Opens a store in a PostgreSQL database and brings its schema up to date; throws a `StoreError` that says what to do (STO3). */
export const openPostgresStore = (given: PostgresOptions & { readonly url: string }): Promise<Store> =>
  onServer(given, async (connection, options, names) => {
    await requireServer(connection, options)
    const { schema, statementTimeoutMs } = options
    const epoch = await migrate(connection, schema)
    await requireWhole(connection, shownDatabase(given.url))
    if (!options.unnamedStatements) names.allow()
    const writers = Math.max(1, Math.floor(options.connections / 4))
    const readers = options.connections - writers
    // The connection that was opened first goes on as one of them.
    const connections = new Connections({ url: given.url, ...options, names }, { readers, writers, first: connection })
    return new PostgresStore({ epoch, schema, lanes: writers, connections, statementTimeoutMs })
  })

/** The number of the schema of a PostgreSQL database; 0 if there is none yet. Throws as `openPostgresStore` does. */
export const postgresVersion = (given: PostgresOptions & { readonly url: string }): Promise<number> =>
  onServer(given, async (connection, { schema }) => {
    const version = await schemaVersion(connection, schema)
    await connection.end()
    return version
  })

/** Does something with a first connection, which is ended where that fails. */
async function onServer<T>(
  { url, ...given }: PostgresOptions & { readonly url: string },
  use: (connection: Connection, options: FullPostgresOptions, names: StatementNames) => Promise<T>,
): Promise<T> {
  const options: FullPostgresOptions = { ...DEFAULT_POSTGRES, ...given }
  const names = new StatementNames(() => options.onWarning?.(CHANGING_SESSIONS))
  let connection: Connection | undefined
  try {
    requireAddress(url)
    connection = await Connection.open({ url, ...options, names })
    return await use(connection, options, names)
  } catch (error) {
    await connection?.end()
    throw openingError(shownDatabase(url), error)
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
