import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { databaseOf } from '../config/read-settings.ts'
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
  const before = versionOf(database.slice('file:'.length))
  await withStore(database, async (store) => store.check())
  const after = MIGRATIONS.length
  const sentence =
    before === after
      ? `The schema of ${database} is up to date: version ${after}.`
      : `The schema of ${database} went from version ${before} to ${after}.`
  process.stdout.write(`${sentence}\n`)
  return 0
}

/** The schema version of a file; 0 where there is none. */
function versionOf(path: string): number {
  if (!existsSync(path)) return 0
  try {
    using database = new DatabaseSync(path, { readOnly: true })
    return schemaVersion(database)
  } catch (error) {
    throw openingError(path, error)
  }
}
