import { StoreError } from '../../engine/ports/store-error.ts'
import { type Comparison, compareRows } from './compare-rows.ts'
import { COPIED_TABLES, type TableName } from './copied-tables.ts'
import { type CopyProgress, digestOf, firstProgress, formatProgress, parseProgress } from './copy-progress.ts'
import { type CopyWatcher, copyRows } from './copy-rows.ts'
import { differenceText } from './difference-text.ts'
import type { RowDigest } from './row-digest.ts'
import type { RowsSink } from './rows-sink.ts'
import type { RowsSource } from './rows-source.ts'

/** What came of a copy: nothing yet where it was stopped; otherwise the digest of each table, the same on both sides. */
export type CopyOutcome =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'copied' | 'was-copied'; readonly tables: ReadonlyMap<TableName, RowDigest> }

/** How to begin anew. */
const ANEW = 'Take the target away (drop its schema, delete its file), and copy anew.'

/**
 * Copies one database into another, or goes on with it, and compares the two (CPY1 to CPY6). Throws a `StoreError` that says what to do.
 */
export async function copyDatabase(source: RowsSource, sink: RowsSink, watcher: CopyWatcher): Promise<CopyOutcome> {
  const progress = await begun(source, sink)
  if (progress === 'was-copied') return compared(source, sink, watcher)
  const copied = await copyRows(source, sink, progress, watcher)
  if (watcher.isStopped()) return { kind: 'stopped' }
  await sink.settle()
  const outcome = await compared(source, sink, watcher, copied)
  if (outcome.kind === 'stopped') return outcome
  await sink.finish(formatProgress(copied), source.epoch, await source.nextKeys())
  return { ...outcome, kind: 'copied' }
}

/** Where to go on from; throws where there is no way (CPY7). */
async function begun(source: RowsSource, sink: RowsSink): Promise<CopyProgress | 'was-copied'> {
  if (source.place === sink.place)
    throw new StoreError('cannot_copy', `${source.shown} and ${sink.shown} are the same database. Name another one.`)
  if ((await source.marks()).unfinished !== undefined)
    throw new StoreError(
      'cannot_copy',
      `The source ${source.shown} holds a copy itself that is not finished. Finish that one first.`,
    )
  const { unfinished, copiedFrom } = await sink.marks()
  if (unfinished !== undefined) {
    const progress = parseProgress(unfinished)
    if (progress.source === source.epoch) return progress
    throw new StoreError(
      'cannot_copy',
      `The target ${sink.shown} holds part of a copy of another database. Name that one as the source, or another target.`,
    )
  }
  if (copiedFrom === source.epoch) return 'was-copied'
  for (const table of COPIED_TABLES)
    if ((await sink.scan(table, null, 1)).length > 0)
      throw new StoreError('cannot_copy', `The target ${sink.shown} holds something already. Name an empty one.`)
  const progress = firstProgress(source.epoch)
  await sink.begin(formatProgress(progress))
  return progress
}

/** Reads both sides anew; throws where they differ. */
async function compared(
  source: RowsSource,
  sink: RowsSink,
  watcher: CopyWatcher,
  copied?: CopyProgress,
): Promise<CopyOutcome> {
  const tables = new Map<TableName, RowDigest>()
  for (const table of COPIED_TABLES) {
    const comparison = await compareRows(source, sink, table, watcher)
    if (watcher.isStopped()) return { kind: 'stopped' }
    if (comparison.differences.length > 0)
      throw await differing(source, sink, { table: table.name, comparison, copied })
    tables.set(table.name, comparison.source)
  }
  return { kind: 'was-copied', tables }
}

interface Differing {
  readonly table: TableName
  readonly comparison: Comparison
  readonly copied: CopyProgress | undefined
}

/** Why two databases differ, with what to do. What was copied tells which of them has changed. */
async function differing(
  source: RowsSource,
  sink: RowsSink,
  { table, comparison, copied }: Differing,
): Promise<StoreError> {
  const where = await differenceText(source, sink, table, comparison.differences)
  if (copied === undefined)
    return new StoreError(
      'cannot_copy',
      `The target ${sink.shown} was copied from the source, and one of them has gone on since (${where}). Name an empty target to copy anew.`,
    )
  const hasMoved = !digestOf(copied.tables[table]).equals(comparison.source)
  return hasMoved
    ? new StoreError(
        'cannot_copy',
        `The source ${source.shown} was written to while it was copied (${where}). Stop every server that uses it (SIGTERM, or Ctrl-C where it runs). ${ANEW}`,
      )
    : new StoreError(
        'cannot_copy',
        `The target ${sink.shown} does not hold what was copied into it (${where}): somebody else has written there, or it is damaged. ${ANEW}`,
      )
}
