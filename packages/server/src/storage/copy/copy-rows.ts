import { COPIED_TABLES, type TableName } from './copied-tables.ts'
import { type CopyProgress, formatProgress, movedOn } from './copy-progress.ts'
import type { RowsSink } from './rows-sink.ts'
import type { RowsSource } from './rows-source.ts'

/** Hears how a copy goes on, and may stop it. */
export interface CopyWatcher {
  /** So many rows of a table are copied, or compared. */
  moved(doing: 'copying' | 'comparing', table: TableName, count: number): void
  /** Whether to stop before the next step. */
  isStopped(): boolean
}

/**
 * Copies what is left of every table, batch after batch, and gives the progress at the end, or where it was stopped (CPY3). While one batch is written the
 * next one is read, so two are in memory at once (CPY8).
 */
export async function copyRows(
  source: RowsSource,
  sink: RowsSink,
  progress: CopyProgress,
  watcher: CopyWatcher,
): Promise<CopyProgress> {
  let now = progress
  for (const table of COPIED_TABLES) {
    const scan = (): Promise<readonly (readonly (string | number | null)[])[]> =>
      source.scan(table, now.tables[table.name].after, table.batch)
    let reading = now.tables[table.name].isWhole ? undefined : scan()
    while (reading !== undefined) {
      const rows = await reading
      if (watcher.isStopped()) return now
      const from = formatProgress(now)
      now = movedOn(now, table, rows)
      reading = now.tables[table.name].isWhole ? undefined : scan()
      // If the writing fails nobody waits for what was read.
      reading?.catch(() => {})
      await sink.add(table, rows, { from, to: formatProgress(now) })
      watcher.moved('copying', table.name, now.tables[table.name].count)
    }
  }
  return now
}
