import type { DatabaseSync } from 'node:sqlite'
import type { ApiKeyRecord } from '../../engine/ports/records.ts'
import type { Changes, Found, Wanted } from '../../engine/ports/store.ts'
import { StoreError } from '../../engine/ports/store-error.ts'
import { isIoError, openingError, usingError } from './database-error.ts'
import { type DatabaseOptions, openDatabase } from './open-database.ts'
import { SqliteReader } from './sqlite-reader.ts'
import { SqliteWriter } from './sqlite-writer.ts'

/** What a transaction starts with. */
export interface Begun {
  readonly found: Found
  readonly spareConversationKeys: readonly number[]
  readonly spareUserKeys: readonly number[]
}

interface Open {
  readonly database: DatabaseSync
  readonly reader: SqliteReader
  readonly writer: SqliteWriter
}

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
      throw this.#failed(error)
    }
  }

  begin(wanted: Wanted): Begun {
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
      throw this.#failed(error)
    }
  }

  commit(changes: Changes): void {
    this.#finish((writer) => writer.write(changes))
    if (changes.erasedUserKeys.length > 0) this.#forgetLog()
  }

  abort(): void {
    const { database } = this.#opened()
    if (database.isTransaction) database.exec('rollback')
  }

  addApiKey(key: ApiKeyRecord): void {
    this.#opened().database.exec('begin immediate')
    this.#finish((writer) => writer.addApiKey(key))
  }

  revokeApiKey(keyId: string, at: number): boolean {
    this.#opened().database.exec('begin immediate')
    return this.#finish((writer) => writer.revokeApiKey(keyId, at))
  }

  /** Writes and syncs a row that changes nothing. */
  check(): void {
    this.#opened().database.exec('begin immediate')
    this.#finish(() => this.#open?.database.exec("update meta set value = value where name = 'epoch'"))
  }

  close(): void {
    this.#isClosed = true
    this.#open?.database.close()
    this.#open = undefined
  }

  #finish<T>(write: (writer: SqliteWriter) => T): T {
    const { database, writer } = this.#opened()
    try {
      if (!database.isTransaction) throw new StoreError('unavailable', 'The transaction had ended before its commit.')
      const result = write(writer)
      database.exec('commit')
      return result
    } catch (error) {
      throw this.#failed(error)
    }
  }

  /** What was erased must not survive in the log of earlier writes (PRV6). */
  #forgetLog(): void {
    try {
      this.#open?.database.exec('pragma wal_checkpoint(truncate)')
    } catch (error) {
      this.#failed(error)
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

  #failed(error: unknown): StoreError {
    const database = this.#open?.database
    try {
      if (database?.isTransaction === true) database.exec('rollback')
      if (isIoError(error) && this.#options.file !== ':memory:') {
        this.#open = undefined
        database?.close()
      }
    } catch {
      // The connection is given up; the next call opens another.
      this.#open = undefined
    }
    return usingError(error)
  }
}

function open(options: DatabaseOptions): Open {
  const database = openDatabase(options)
  return { database, reader: new SqliteReader(database), writer: new SqliteWriter(database) }
}
