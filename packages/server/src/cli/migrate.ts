import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { databaseOf, postgresOf } from '../config/read-settings.ts'
import { MIGRATIONS as POSTGRES_MIGRATIONS } from '../storage/postgres/migrations/index.ts'
import { postgresVersion } from '../storage/postgres/open-postgres-store.ts'
import type { PostgresOptions } from '../storage/postgres/postgres-options.ts'
import { isPostgresUrl, shownDatabase } from '../storage/postgres/shown-database.ts'
import { openingError } from '../storage/sqlite/database-error.ts'
import { MIGRATIONS } from '../storage/sqlite/migrations/index.ts'
import { schemaVersion } from '../storage/sqlite/open-database.ts'
import { CommandFailure } from './command-failure.ts'
import type { CommandLine } from './command-line.ts'
import { withStore } from './with-store.ts'

/** `tallymark migrate`: brings the schema of the database up to date and says from which version to which (STO4). */
export async function migrate({ words, settings }: CommandLine): Promise<number> {
  if (words.length > 0) throw new CommandFailure(2, 'Write tallymark migrate, with nothing but settings.')
  const database = databaseOf(settings)
  const before = await versionOf(database, postgresOf(settings))
  await withStore(database, async (store) => store.check(), postgresOf(settings))
  const after = isPostgresUrl(database) ? POSTGRES_MIGRATIONS.length : MIGRATIONS.length
  const shown = shownDatabase(database)
  const sentence =
    before === after
      ? `The schema of ${shown} is up to date: version ${after}.`
      : `The schema of ${shown} went from version ${before} to ${after}.`
  process.stdout.write(`${sentence}\n`)
  return 0
}

/** The schema version of a database; 0 where there is none. */
async function versionOf(database: string, postgres: PostgresOptions): Promise<number> {
  if (isPostgresUrl(database)) return postgresVersion({ ...postgres, url: database })
  return versionOfFile(database.slice('file:'.length))
}

function versionOfFile(path: string): number {
  if (!existsSync(path)) return 0
  try {
    using database = new DatabaseSync(path, { readOnly: true })
    return schemaVersion(database)
  } catch (error) {
    throw openingError(path, error)
  }
}
