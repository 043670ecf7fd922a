import { StoreError } from '../../engine/ports/store-error.ts'
import { COPIED_TABLES, type CopiedTable } from '../copy/copied-tables.ts'
import type { RowsSink, Step } from '../copy/rows-sink.ts'
import type { CopyMarks, NextKeys } from '../copy/rows-source.ts'
import type { Row, Value } from '../rows.ts'
import { Connection } from './connection.ts'
import {
  addRows,
  BEGIN_COPY,
  COPY_MARKS,
  END_COPY,
  MOVE_COPY,
  NEXT_KEYS,
  NOTE_SOURCE,
  PLACE,
  RAISE_KEYS,
  RENAME,
  scanRows,
} from './copy-sql.ts'
import { codeOf, isConflict, openingError, usingError } from './database-error.ts'
import { migrate, schemaVersion } from './migrate.ts'
import { requireServer } from './open-postgres-store.ts'
import { DEFAULT_POSTGRES, type PostgresOptions } from './postgres-options.ts'
import { beginWriting, COMMIT, ROLLBACK } from './run-transaction.ts'
import { requireAddress, shownDatabase } from './shown-database.ts'
import { arrayText, columnTexts, type Statement } from './statement.ts'

/** How long a statement may take: one counts all rows of a table, one looks at all of them. */
const STATEMENT_MS = 600_000
const DIVISION_BY_ZERO = '22012'

/** A PostgreSQL schema to copy from or into, over one connection. */
export class PostgresCopyPlace implements RowsSink {
  readonly shown: string
  readonly place: string
  readonly epoch: string
  readonly #connection: Connection

  private constructor(connection: Connection, shown: string, [epoch, place]: readonly [string, string]) {
    this.#connection = connection
    this.shown = shown
    this.epoch = epoch
    this.place = place
  }

  /** Opens a database; a source must be there already. Throws a `StoreError` that says what to do. */
  static async open(url: string, role: 'source' | 'target', given: PostgresOptions = {}): Promise<PostgresCopyPlace> {
    const options = { ...DEFAULT_POSTGRES, ...given }
    const { schema } = options
    const shown = shownDatabase(url)
    let connection: Connection | undefined
    try {
      requireAddress(url)
      connection = await Connection.open({ url, schema, statementTimeoutMs: STATEMENT_MS })
      await requireServer(connection, options)
      if (role === 'source' && (await schemaVersion(connection, schema)) === 0)
        throw new StoreError('cannot_open', `The database ${shown} holds nothing of Tallymark. Name another source.`)
      const epoch = await migrate(connection, schema)
      const [row] = await connection.rows(PLACE, schema)
      return new PostgresCopyPlace(connection, shown, [epoch, row?.[0] as string])
    } catch (error) {
      await connection?.end()
      throw openingError(shown, error)
    }
  }

  scan(table: CopiedTable, after: Row | null, limit: number): Promise<readonly Row[]> {
    return this.#rows(scanRows(table, after === null), ...(after ?? []), limit)
  }

  async count({ name }: CopiedTable): Promise<number> {
    return (await this.#rows(`select count(*) from @.${name}`))[0]?.[0] as number
  }

  async marks(): Promise<CopyMarks> {
    const marks = new Map((await this.#rows(COPY_MARKS)) as readonly (readonly [string, string])[])
    return { unfinished: marks.get('copy'), copiedFrom: marks.get('copied_from') }
  }

  async nextKeys(): Promise<NextKeys> {
    const [conversation, user] = (await this.#rows(NEXT_KEYS))[0] as readonly [number, number]
    return { conversation, user }
  }

  begin(progress: string): Promise<void> {
    return this.#write([{ text: BEGIN_COPY, values: [progress] }])
  }

  add(table: CopiedTable, rows: readonly Row[], { from, to }: Step): Promise<void> {
    return this.#write([
      { text: MOVE_COPY, values: [from ?? null, to] },
      { text: addRows(table), values: columnTexts(rows, table.columns.length) },
    ])
  }

  async settle(): Promise<void> {
    for (const { name } of COPIED_TABLES) await this.#rows(`analyze @.${name}`)
  }

  finish(progress: string, copiedFrom: string, keys: NextKeys): Promise<void> {
    const names = ['conversation', 'user'] as const
    return this.#write([
      { text: END_COPY, values: [progress] },
      { text: NOTE_SOURCE, values: [copiedFrom] },
      { text: RAISE_KEYS, values: [arrayText(names), arrayText(names.map((name) => keys[name]))] },
    ])
  }

  rename(epoch: string): Promise<void> {
    return this.#write([{ text: RENAME, values: [epoch] }])
  }

  async close(): Promise<void> {
    await this.#connection.end()
  }

  async #rows(text: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    try {
      return await this.#connection.rows(text, ...values)
    } catch (error) {
      throw usingError(error)
    }
  }

  /** A transaction in one round trip. */
  async #write(statements: readonly Statement[]): Promise<void> {
    try {
      const answers = await this.#connection.run([beginWriting(STATEMENT_MS), ...statements, COMMIT])
      // A transaction that failed answers COMMIT with ROLLBACK, without an error.
      if (answers.at(-1)?.command !== 'COMMIT') throw new Error('it rolled the transaction back')
    } catch (error) {
      await this.#connection.run([ROLLBACK]).catch(() => {})
      if (codeOf(error) === DIVISION_BY_ZERO)
        throw new StoreError(
          'conflict',
          `Another copy into ${this.shown} goes on at the same time. Leave it to that one.`,
        )
      if (isConflict(error))
        throw new StoreError(
          'cannot_copy',
          `Somebody else has written to ${this.shown}. Stop whatever uses it, drop its schema, and copy anew.`,
        )
      throw usingError(error)
    }
  }
}
