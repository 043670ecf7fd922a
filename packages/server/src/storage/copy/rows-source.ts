import type { Row } from '../rows.ts'
import type { CopiedTable } from './copied-tables.ts'

/** What a database says of copies into it. */
export interface CopyMarks {
  /** How far a copy into it has come that is not finished, as `formatProgress` wrote it. */
  readonly unfinished: string | undefined
  /** The epoch of the database that it was copied from, if it was. */
  readonly copiedFrom: string | undefined
}

/** Keys that no row has or ever had. */
export interface NextKeys {
  readonly conversation: number
  readonly user: number
}

/** A database whose rows can be read in order. Everything rejects with a `StoreError` where the database fails. */
export interface RowsSource {
  /** The database as it may be told: without a password. */
  readonly shown: string
  /** A text that two ways to the same database have in common, and no others. */
  readonly place: string
  /** The random name of its history. */
  readonly epoch: string
  /** Rows as stored, in the order of their key and with the table's columns: those beyond this key, or the first; at most `limit`. */
  scan(table: CopiedTable, after: Row | null, limit: number): Promise<readonly Row[]>
  /** How many rows a table has. */
  count(table: CopiedTable): Promise<number>
  marks(): Promise<CopyMarks>
  nextKeys(): Promise<NextKeys>
  close(): Promise<void>
}
