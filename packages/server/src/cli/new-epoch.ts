import { randomUUID } from 'node:crypto'
import { databaseOf, postgresOf } from '../config/read-settings.ts'
import { renewEpoch } from '../storage/copy/open-copy-places.ts'
import { isPostgresUrl, shownDatabase } from '../storage/postgres/shown-database.ts'
import { CommandFailure } from './command-failure.ts'
import type { CommandLine } from './command-line.ts'

/** `tallymark new-epoch`: no client takes what it knows for what a restored database holds (OPS7). */
export async function newEpoch({ words, settings }: CommandLine): Promise<number> {
  if (words.length > 0) throw new CommandFailure(2, 'Write tallymark new-epoch, with nothing but settings.')
  const database = databaseOf(settings)
  const epoch = randomUUID()
  await renewEpoch(database, epoch, postgresOf(settings))
  const nodes = isPostgresUrl(database) ? ' Nodes that run take it when they start again.' : ''
  process.stdout.write(`The history in ${shownDatabase(database)} is called ${epoch} now.${nodes}\n`)
  return 0
}
