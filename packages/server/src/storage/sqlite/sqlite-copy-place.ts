import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { setImmediate as turnOfLoop } from 'node:timers/promises'
import { StoreError } from '../../engine/ports/store-error.ts'
import { type CopiedTable, columnNames, keyNames } from '../copy/copied-tables.ts'
import type { RowsSink, Step } from '../copy/rows-sink.ts'
import type { CopyMarks, NextKeys } from '../copy/rows-source.ts'
import type { Row, Value } from '../rows.ts'
import { usingError } from './database-error.ts'
import { openDatabase } from './open-database.ts'
import { placeOfFile } from './place-of-file.ts'

const META = 'select value from meta where name = ?'
const ADD_META = 'insert into meta values (?, ?)'

/** A database file to copy from or into, for which nobody else has it open meanwhile. */
export class SqliteCopyPlace implements RowsSink {
  readonly shown: string
  readonly place: string
  readonly epoch: string
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  /** Opens a file, which is made if there is none; throws a `StoreError` that says what to do. */
  constructor(file: string) {
    this.#database = openDatabase({ file, toCopy: true })
    this.shown = `file:${file}`
    this.place = placeOfFile(file)
    this.epoch = this.#meta('epoch') as string
  }

  async scan(table: CopiedTable, after: Row | null, limit: number): Promise<readonly Row[]> {
    // A signal to stop must be heard between two batches.
    await turnOfLoop()
    const key = keyNames(table)
    const places = Array.from({ length: table.keyWidth }, () => '?').join(', ')
    const beyond = after === null ? '' : `where (${key}) > (${places})`
    return this.#all(`select ${columnNames(table)} from ${table.name} ${beyond} order by ${key} limit ?`, [
      ...(after ?? []),
      limit,
    ])
  }

  async count({ name }: CopiedTable): Promise<number> {
    return this.#all(`select count(*) from ${name}`, [])[0]?.[0] as number
  }

  async marks(): Promise<CopyMarks> {
    return { unfinished: this.#meta('copy'), copiedFrom: this.#meta('copied_from') }
  }

  async nextKeys(): Promise<NextKeys> {
    const [row] = this.#all(
      'select (select coalesce(max(key), 0) from conversation), (select coalesce(max(key), 0) from user)',
      [],
    )
    return { conversation: (row?.[0] as number) + 1, user: (row?.[1] as number) + 1 }
  }

  async begin(progress: string): Promise<void> {
    this.#write(() => this.#run(ADD_META, ['copy', progress]))
  }

  async add(table: CopiedTable, rows: readonly Row[], { from, to }: Step): Promise<void> {
    const places = table.columns.map(() => '?').join(', ')
    const insert = `insert into ${table.name} (${columnNames(table)}) values (${places})`
    this.#write(() => {
      for (const row of rows) this.#run(insert, row)
      this.#move(from, to)
    })
  }

  /** Nothing is to be done: no question of ours leaves to SQLite which index it takes. */
  async settle(): Promise<void> {}

  async finish(progress: string, copiedFrom: string): Promise<void> {
    this.#write(() => {
      this.#move(progress, undefined)
      this.#run(ADD_META, ['copied_from', copiedFrom])
    })
  }

  async close(): Promise<void> {
    this.#database.close()
  }

  /** Sets how far the copy has come, unless it is not where it must be. */
  #move(from: string | undefined, to: string | undefined): void {
    const [sql, values] =
      to === undefined
        ? ["delete from meta where name = 'copy' and value = ?", [from ?? null]]
        : ["update meta set value = ? where name = 'copy' and value = ?", [to, from ?? null]]
    if (this.#run(sql as string, values as Row) === 0)
      throw new StoreError(
        'conflict',
        `Another copy into ${this.shown} goes on at the same time. Leave it to that one.`,
      )
  }

  #meta(name: string): string | undefined {
    return this.#all(META, [name])[0]?.[0] as string | undefined
  }

  #write(write: () => void): void {
    try {
      this.#database.exec('begin immediate')
      write()
      this.#database.exec('commit')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback')
      throw usingError(error)
    }
  }

  #all(sql: string, values: readonly Value[]): readonly Row[] {
    try {
      return this.#prepared(sql).all(...values) as unknown as readonly Row[]
    } catch (error) {
      throw usingError(error)
    }
  }

  #run(sql: string, values: readonly Value[]): number {
    return Number(this.#prepared(sql).run(...values).changes)
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    this.#statements.set(sql, statement)
    return statement
  }
}
