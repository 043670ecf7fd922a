import type { DatabaseSync } from 'node:sqlite'
import type { Wanted } from '../../engine/ports/store.ts'
import { StoreError } from '../../engine/ports/store-error.ts'
import type { ChangeRows } from './change-rows.ts'
import { isIoError, openingError, usingError } from './database-error.ts'
import { type DatabaseOptions, openDatabase } from './open-database.ts'
import type { BegunRows } from './row-answers.ts'
import type { Row } from './rows.ts'
import { SqliteReader } from './sqlite-reader.ts'
import { SqliteWriter } from './sqlite-writer.ts'

interface Open {
  readonly database: DatabaseSync
  readonly reader: SqliteReader
  readonly writer: SqliteWriter
}

/** What a call does within the transaction that the file holds open. */
type Write<T> = (writer: SqliteWriter, database: DatabaseSync) => T

type Phase = 'reading' | 'writing'

const CHANGE_NOTHING = "update meta set value = value where name = 'epoch'"

/**
 * One database, used synchronously by one thread. All writes of a transaction happen inside the call of `commit`, so questions
 * asked between `begin` and `commit` see committed rows only.
 */
export class SqliteFile {
  readonly #options: DatabaseOptions
  #open: Open | undefined
  #isClosed = false

  constructor(options: DatabaseOptions) {
    this.#options = options
    this.#open = open(options)
  }

  /** Runs a question. */
  read<T>(question: (reader: SqliteReader) => T): T {
    const { reader } = this.#opened()
    try {
      return question(reader)
    } catch (error) {
      throw this.#failed(error, 'reading')
    }
  }

  begin(wanted: Wanted): BegunRows {
    const { database, reader } = this.#opened()
    try {
      database.exec('begin immediate')
      const found = reader.find(wanted)
      return {
        found,
        spareConversationKeys: reader.spareKeys('conversation', found.conversations),
        spareUserKeys: reader.spareKeys('user', found.users),
      }
    } catch (error) {
      throw this.#failed(error, 'reading')
    }
  }

  commit(changes: ChangeRows): void {
    this.#finish((writer) => writer.write(changes))
    if (changes.forgetUser.length > 0) this.#forgetLog()
  }

  abort(): void {
    this.#opened()
    this.#end('reading')
  }

  addApiKey(row: Row): void {
    this.#alone((writer) => writer.addApiKey(row))
  }

  revokeApiKey(keyId: string, at: number): boolean {
    return this.#alone((writer) => writer.revokeApiKey(keyId, at))
  }

  /** Writes and syncs a row that changes nothing. */
  check(): void {
    this.#alone((_, database) => database.exec(CHANGE_NOTHING))
  }

  close(): void {
    this.#isClosed = true
    this.#open?.database.close()
    this.#open = undefined
  }

  /** A transaction of one write. */
  #alone<T>(write: Write<T>): T {
    this.begin({})
    return this.#finish(write)
  }

  #finish<T>(write: Write<T>): T {
    const { database, writer } = this.#opened()
    try {
      if (!database.isTransaction) throw new StoreError('unavailable', 'The transaction had ended before its commit.')
      const result = write(writer, database)
      database.exec('commit')
      return result
    } catch (error) {
      throw this.#failed(error, 'writing')
    }
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
