import type { Row } from '../rows.ts'
import type { CopiedTable } from './copied-tables.ts'
import { RowDigest } from './row-digest.ts'
import type { RowsSource } from './rows-source.ts'

/** The rows of a table that belong to one conversation, or all rows of a table that belongs to none. */
export interface Group {
  /** The key of the conversation; 0 for none. */
  readonly key: number
  readonly digest: RowDigest
}

/** Reads a table group by group and sums them up. One batch of rows is in memory, and the next one. */
export class GroupReader {
  /** The digest of all groups that were given. */
  readonly total = new RowDigest()
  readonly #source: RowsSource
  readonly #table: CopiedTable
  readonly #goesOn: () => boolean
  #rows: readonly Row[] = []
  #at = 0
  #reading: Promise<readonly Row[]> | undefined

  /** `goesOn` is asked at each batch. */
  constructor(source: RowsSource, table: CopiedTable, goesOn: () => boolean) {
    this.#source = source
    this.#table = table
    this.#goesOn = goesOn
    this.#scan(null)
  }

  /** The next group in the order of keys; `undefined` after the last, or where it does not go on. */
  async next(): Promise<Group | undefined> {
    const first = await this.#row()
    if (first === undefined) return undefined
    const key = this.#keyOf(first)
    const digest = new RowDigest()
    for (let row: Row | undefined = first; row !== undefined && this.#keyOf(row) === key; ) {
      digest.add(row)
      this.#at += 1
      // To wait for each row would take longer than to add it.
      row = this.#rows[this.#at] ?? (await this.#row())
    }
    this.total.addAll(digest)
    return { key, digest }
  }

  #keyOf(row: Row): number {
    return this.#table.isOfConversations ? (row[0] as number) : 0
  }

  async #row(): Promise<Row | undefined> {
    if (this.#at < this.#rows.length || this.#reading === undefined) return this.#rows[this.#at]
    this.#rows = await this.#reading
    this.#at = 0
    this.#reading = undefined
    if (!this.#goesOn()) this.#rows = []
    const { batch, keyWidth } = this.#table
    const last = this.#rows.at(-1)
    if (last !== undefined && this.#rows.length === batch) this.#scan(last.slice(0, keyWidth))
    return this.#rows[0]
  }

  #scan(after: Row | null): void {
    this.#reading = this.#source.scan(this.#table, after, this.#table.batch)
    // If the other side fails nobody waits for it.
    this.#reading.catch(() => {})
  }
}
