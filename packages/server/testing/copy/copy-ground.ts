import type { Store } from '../../src/engine/ports/store.ts'
import type { RowsSink } from '../../src/storage/copy/rows-sink.ts'

/** An empty database of a test's own, which can be opened as a store and to be copied. */
export interface CopyGround {
  openStore(): Promise<Store>
  openToCopy(): Promise<RowsSink>
  /** Runs SQL on it behind everyone's back; `@.` stands before each table where the kind of database has schemas. */
  sql(text: string): Promise<void>
  /** Takes everything away. Whatever was opened is closed. */
  remove(): Promise<void>
}

/** Makes one. */
export type NewCopyGround = () => CopyGround
