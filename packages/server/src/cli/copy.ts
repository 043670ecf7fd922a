import { postgresOf } from '../config/read-settings.ts'
import { database as databaseKind } from '../config/setting.ts'
import { StoreError } from '../engine/ports/store-error.ts'
import { COPIED_TABLES } from '../storage/copy/copied-tables.ts'
import { type CopyOutcome, copyDatabase } from '../storage/copy/copy-database.ts'
import { type CopyPlaces, withCopyPlaces } from '../storage/copy/open-copy-places.ts'
import { columns } from './columns.ts'
import { CommandFailure } from './command-failure.ts'
import type { CommandLine } from './command-line.ts'
import { CopyTeller } from './copy-teller.ts'
import { createLogger } from './logger.ts'
import { stopSignal } from './stop-signal.ts'

const GO_ON = 'What was copied is kept: the same command goes on with it.'

/** `tallymark copy --from DATABASE --to DATABASE`: everything of one database into another, of either kind (CPY1). */
export async function copy({ words, flags, settings }: CommandLine): Promise<number> {
  const [from, to] = [flags.get('from'), flags.get('to')]
  if (words.length > 0 || from === undefined || to === undefined)
    throw new CommandFailure(2, 'Write tallymark copy --from DATABASE --to DATABASE.')
  for (const [flag, value] of Object.entries({ from, to }))
    if (databaseKind.parse(value) === undefined) throw new CommandFailure(2, `--${flag} must be ${databaseKind.valid}.`)
  using signal = stopSignal(
    process,
    () => performance.now(),
    () => process.exit(1),
  )
  let isStopped = false
  void signal.asked.then(() => {
    isStopped = true
  })
  const logger = createLogger(settings.logLevel)
  const teller = new CopyTeller(process.stderr, logger, () => performance.now())
  const postgres = { ...postgresOf(settings), onWarning: (sentence: string) => logger.warn(sentence) }
  const copying = async ({ source, sink }: CopyPlaces): Promise<CopyOutcome> => {
    await teller.begin(source)
    try {
      return await copyDatabase(source, sink, { moved: teller.moved, isStopped: () => isStopped })
    } catch (error) {
      throw error instanceof StoreError && error.code === 'unavailable' ? withHope(error) : error
    } finally {
      teller.end()
    }
  }
  const outcome = await withCopyPlaces(from, to, copying, { from: postgresOf(settings), to: postgres })
  if (outcome.kind === 'stopped') throw new CommandFailure(1, `Stopped. ${GO_ON}`)
  process.stdout.write(`${told(outcome)}\n`)
  return 0
}

const withHope = (error: StoreError): StoreError =>
  new StoreError(error.code, `${error.message} ${GO_ON}`, { cause: error })

type Done = Exclude<CopyOutcome, { kind: 'stopped' }>

function told({ kind, tables }: Done): string {
  const rows = COPIED_TABLES.map(({ name }) => {
    const digest = tables.get(name)
    return [name, String(digest?.count ?? 0), String(digest)]
  })
  const sentence =
    kind === 'copied'
      ? 'Copied, and every row compared. Start all servers with the new database from now on, and none with the old one.'
      : 'It was copied before; every row is still the same.'
  return `${columns([['TABLE', 'ROWS', 'DIGEST'], ...rows])}\n${sentence}`
}
