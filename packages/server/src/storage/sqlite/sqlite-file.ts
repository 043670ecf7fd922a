import type { DatabaseSync } from 'node:sqlite'
import type { Wanted } from '../../engine/ports/store.ts'
import { StoreError } from '../../engine/ports/store-error.ts'
import type { BegunRows } from '../row-answers.ts'
import type { Row } from '../rows.ts'
import type { ChangeRows } from './change-rows.ts'
import { isIoError, openingError, usingError } from './database-error.ts'
import { CHANGE_NOTHING, type DatabaseOptions, openDatabase } from './open-database.ts'
import { SqliteReader } from './sqlite-reader.ts'
import { SqliteWriter } from './sqlite-writer.ts'

interface Open {
  readonly database: DatabaseSync
  readonly reader: SqliteReader
  readonly writer: SqliteWriter
}

/** What is done within a transaction. */
type Write<T> = (writer: SqliteWriter, database: DatabaseSync) => T

type Phase = 'reading' | 'writing'

/**
 * One database, used synchronously by one thread. A transaction holds no lock before its `commit`, which does all of its writing in one
 * call: so whoever asks in between sees committed rows only, and the next transaction may begin while one is being decided.
 */
export class SqliteFile {
  readonly #options: DatabaseOptions
  #open: Open | undefined
  #isClosed = false
  /** How often the connection was given up, or something could not be written. */
  #faults = 0
  /** The highest keys that were offered to a transaction. */
  readonly #offered = { conversation: 0, user: 0 }

  constructor(options: DatabaseOptions) {
    this.#options = options
    this.#open = open(options)
  }

  /** Runs a question. */
  read<T>(question: (reader: SqliteReader) => T): T {
    return this.#look(question)
  }

  begin(wanted: Wanted): BegunRows {
    return this.#look((reader) => {
      const { found, met } = reader.findAhead(wanted)
      return {
        found,
        met,
        spareConversationKeys: this.#spareKeys('conversation', reader, found.conversations),
        spareUserKeys: this.#spareKeys('user', reader, found.users),
        dataVersion: this.#dataVersion(reader),
      }
    })
  }

  /**
   * Writes the changes, unless another connection has written since the transaction with this data version began, or a commit has failed that was called before
   * this one: it may have been decided on what that one would have written.
   */
  commit(changes: ChangeRows, dataVersion: number): void {
    this.#write((writer) => {
      this.#requireSame(dataVersion, this.#opened().reader)
      writer.write(changes)
    })
    if (changes.forgetUser.length > 0) this.#forgetLog()
  }

  /** Throws a conflict if another connection has written since the transaction with this data version began. */
  confirm(dataVersion: number): void {
    this.#look((reader) => this.#requireSame(dataVersion, reader))
  }

  addApiKey(row: Row): void {
    this.#write((writer) => writer.addApiKey(row))
  }

  revokeApiKey(keyId: string, at: number): boolean {
    return this.#write((writer) => writer.revokeApiKey(keyId, at))
  }

  /** Writes and syncs a page, which changes nothing. */
  check(): void {
    this.#write((_, database) => database.exec(CHANGE_NOTHING))
  }

  close(): void {
    this.#isClosed = true
    this.#open?.database.close()
    this.#open = undefined
  }

  /** All that a question looks at is one picture; and a snapshot taken once costs less than one for each statement. */
  #look<T>(question: (reader: SqliteReader) => T): T {
    const { database, reader } = this.#opened()
    try {
      database.exec('begin')
      const answer = question(reader)
      database.exec('commit')
      return answer
    } catch (error) {
      throw this.#failed(error, 'reading')
    }
  }

  /** A transaction of one write. */
  #write<T>(write: Write<T>): T {
    try {
      const { database, writer } = this.#opened()
      database.exec('begin immediate')
      const result = write(writer, database)
      database.exec('commit')
      return result
    } catch (error) {
      throw this.#failed(error, 'writing')
    }
  }

  /** Each connection counts for itself from the same number on, and does not count what it could not write. */
  #dataVersion(reader: SqliteReader): number {
    return this.#faults * 2 ** 32 + reader.dataVersion()
  }

  #requireSame(dataVersion: number, reader: SqliteReader): void {
    if (this.#dataVersion(reader) !== dataVersion)
      throw new StoreError('conflict', 'Another process has written to the database in between.')
  }

  /** Keys above all that are in use or were offered before, one for each row that is missing. */
  #spareKeys(table: 'conversation' | 'user', reader: SqliteReader, rows: readonly unknown[]): readonly number[] {
    const missing = rows.filter((row) => row === undefined).length
    if (missing === 0) return []
    const highest = Math.max(this.#offered[table], reader.highestKey(table))
    this.#offered[table] = highest + missing
    return Array.from({ length: missing }, (_, i) => highest + 1 + i)
  }

  /** What was erased must not survive in the log of earlier writes (PRV6). */
  #forgetLog(): void {
    try {
      this.#open?.database.exec('pragma wal_checkpoint(truncate)')
    } catch {
      // The erasure is durable; a later checkpoint takes it out of the log.
    }
  }

  #opened(): Open {
    if (this.#isClosed) throw new StoreError('closed', 'The store is closed.')
    try {
      this.#open ??= open(this.#options)
    } catch (error) {
      throw usingError(openingError(this.#options.file, error))
    }
    return this.#open
  }

  #failed(error: unknown, during: Phase): StoreError {
    // Whoever counted on what was not written must hear of it.
    if (during === 'writing') this.#faults += 1
    this.#end(during, error)
    return usingError(error)
  }

  /**
   * Leaves no transaction, and nothing of one that failed. A commit whose sync failed may stand whole in the log, where SQLite does
   * not look but the next opening would find it. So the connection stays, and a commit of nothing takes that place in the log.
   * Only a connection that cannot read is given up.
   */
  #end(during: Phase, error?: unknown): void {
    const database = this.#open?.database
    const isBroken = isIoError(error) && this.#options.file !== ':memory:'
    try {
      if (database?.isTransaction === true) database.exec('rollback')
      if (isBroken && during === 'reading') this.#giveUp()
    } catch {
      this.#giveUp()
    }
    if (isBroken && during === 'writing') this.#overwriteLog()
  }

  #overwriteLog(): void {
    try {
      this.#open?.database.exec(`begin immediate; ${CHANGE_NOTHING}; commit`)
    } catch {
      // Written, if perhaps not synced: enough to hide what stood there.
      this.#end('writing')
    }
  }

  /** The next call opens another connection. */
  #giveUp(): void {
    const database = this.#open?.database
    this.#open = undefined
    this.#faults += 1
    try {
      database?.close()
    } catch {
      // It held nothing that is not in the file.
    }
  }
}

function open(options: DatabaseOptions): Open {
  const database = openDatabase(options)
  return { database, reader: new SqliteReader(database), writer: new SqliteWriter(database) }
}
