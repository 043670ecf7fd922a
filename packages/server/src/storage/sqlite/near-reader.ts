import { DatabaseSync } from 'node:sqlite'
import type { Wanted } from '../../engine/ports/store.ts'
import type { FoundAhead, FoundRows } from '../row-answers.ts'
import { SqliteReader } from './sqlite-reader.ts'

/** How many rows are looked up here at most, for a question and for a transaction: each takes some microseconds. */
const MOST_ROWS = 4
const MOST_BEGUN = 512

/** How long that may take where rows must come from the disk, in milliseconds: half of what may hold the event loop. */
const MOST_MS = 5

/** Thrown where it takes longer. */
const TOO_SLOW = new Error('too slow')

interface Open {
  readonly database: DatabaseSync
  readonly reader: SqliteReader
}

/**
 * Looks single rows up in the caller's own thread, where the way to the file's thread and back would take several times as long as
 * the look-up. It shows what was committed last, whoever wrote it, and waits for no writer: with a write-ahead log nobody who reads does (ENG4).
 */
export class NearReader {
  readonly #file: string
  readonly #now: () => number
  #open: Open | undefined
  #isClosed = false
  #until = 0

  /** On a file that another connection has opened and brought up to date, and holds until after `close`; `now` in milliseconds. */
  constructor(file: string, now = () => performance.now()) {
    this.#file = file
    this.#now = now
  }

  /** The rows; `undefined` where the file's own thread is to be asked: for many, for those of unknown number, where it would take long, and where this fails. */
  find(wanted: Wanted): FoundRows | undefined {
    return this.#look(wanted, MOST_ROWS, (reader) => reader.find(wanted))
  }

  /** The rows for a transaction, as they are asked of the file's own thread too; `undefined` as above, and where a conversation is not there. */
  begin(wanted: Wanted): FoundAhead | undefined {
    const begun = this.#look(wanted, MOST_BEGUN, (reader) => reader.findAhead(wanted))
    const isAllThere = begun?.found.conversations.includes(undefined) === false && begun.found.users.length === 0
    return isAllThere ? begun : undefined
  }

  #look<T>(wanted: Wanted, mostRows: number, look: (reader: SqliteReader) => T): T | undefined {
    if (this.#isClosed || !isSmall(wanted, mostRows)) return undefined
    try {
      this.#open ??= this.#opened()
      const { database, reader } = this.#open
      this.#until = this.#now() + MOST_MS
      // So that all of it is one picture.
      database.exec('begin')
      const found = look(reader)
      database.exec('commit')
      return found
    } catch (error) {
      // What is wrong with the file is for its own thread to say.
      if (error !== TOO_SLOW || !this.#endLook()) this.#giveUp()
      return undefined
    }
  }

  #opened(): Open {
    const database = new DatabaseSync(this.#file, { readOnly: true, timeout: 0 })
    const requireTime = (): void => {
      if (this.#now() > this.#until) throw TOO_SLOW
    }
    return { database, reader: new SqliteReader(database, requireTime) }
  }

  /** Whether the connection can be used again. */
  #endLook(): boolean {
    try {
      this.#open?.database.exec('rollback')
      return true
    } catch {
      return false
    }
  }

  /** Nothing is looked up here from now on. */
  close(): void {
    this.#isClosed = true
    this.#giveUp()
  }

  /** The next question opens another connection. */
  #giveUp(): void {
    const database = this.#open?.database
    this.#open = undefined
    try {
      database?.close()
    } catch {
      // It only read.
    }
  }
}

function isSmall(
  { conversations, participants, messages, seqs, users, participationsOf }: Wanted,
  most: number,
): boolean {
  const rows = [conversations, participants, messages, seqs, users].reduce((sum, ids) => sum + (ids?.length ?? 0), 0)
  return rows <= most && (participationsOf ?? []).length === 0
}
