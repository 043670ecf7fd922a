import type { Row } from '../rows.ts'
import { COPIED_TABLES, type CopiedTable, type TableName } from './copied-tables.ts'
import { RowDigest } from './row-digest.ts'

/** How far one table is copied. */
export interface TableProgress {
  /** The key of the last row that was copied; `null` before the first. */
  readonly after: Row | null
  readonly isWhole: boolean
  /** How many rows were copied, and their digest as they were read from the source then. */
  readonly count: number
  readonly digest: string
}

/** How far a copy has come: what is kept in the target, together with the rows. */
export interface CopyProgress {
  /** The epoch of the source. */
  readonly source: string
  readonly tables: Readonly<Record<TableName, TableProgress>>
}

/** Where every copy begins. */
export function firstProgress(source: string): CopyProgress {
  const none: TableProgress = { after: null, isWhole: false, count: 0, digest: new RowDigest().toString() }
  const tables = Object.fromEntries(COPIED_TABLES.map(({ name }) => [name, none]))
  return { source, tables: tables as CopyProgress['tables'] }
}

/** The progress once these rows, which follow what was copied, are copied too. */
export function movedOn(progress: CopyProgress, table: CopiedTable, rows: readonly Row[]): CopyProgress {
  const before = progress.tables[table.name]
  const digest = digestOf(before)
  for (const row of rows) digest.add(row)
  const after = rows.at(-1)?.slice(0, table.keyWidth) ?? before.after
  const now = { after, isWhole: rows.length < table.batch, count: digest.count, digest: digest.toString() }
  return { ...progress, tables: { ...progress.tables, [table.name]: now } }
}

/** The digest of what was copied of a table. */
export const digestOf = ({ digest, count }: TableProgress): RowDigest => RowDigest.parse(digest, count)

export const formatProgress = (progress: CopyProgress): string => JSON.stringify(progress)
export const parseProgress = (text: string): CopyProgress => JSON.parse(text) as CopyProgress
