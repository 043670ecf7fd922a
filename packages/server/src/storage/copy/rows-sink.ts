import type { Row } from '../rows.ts'
import type { CopiedTable } from './copied-tables.ts'
import type { NextKeys, RowsSource } from './rows-source.ts'

/** How far a copy has come, before something and after it, as `formatProgress` writes it. */
export interface Step {
  readonly from: string | undefined
  readonly to: string
}

/**
 * A database into which rows can be copied. Each step is written together with what it brings, durably and only if no other copy has moved the progress
 * meanwhile: else it rejects with a `conflict` and has written nothing (CPY3).
 */
export interface RowsSink extends RowsSource {
  /** Notes that a copy begins. From here on the database is no store for anybody (CPY4). */
  begin(progress: string): Promise<void>
  /** Adds rows, none of which may be there yet. */
  add(table: CopiedTable, rows: readonly Row[], step: Step): Promise<void>
  /** Does what makes the database fast once many rows have come. */
  settle(): Promise<void>
  /** Makes a store of the database: the progress goes, where the rows are from stays, and keys below these are given to nobody (CPY2). */
  finish(progress: string, copiedFrom: string, keys: NextKeys): Promise<void>
}
