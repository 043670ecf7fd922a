import { openTallymark } from 'tallymark'
import type { Crowd, Reading } from '../crowd.ts'
import type { Bare, Database, Place, Rows, RowsWay } from '../database.ts'
import { fillTallymark } from '../fill-tallymark.ts'
import { openSqliteStore } from '../inside.ts'
import { bytesOf, ScratchFolder } from '../scratch-folder.ts'
import { BareStore } from './bare-store.ts'
import { briefsMessage, briefsUser, fillBriefsDatabase, openBriefsDatabase } from './briefs-schema.ts'
import { BriefsWay } from './briefs-way.ts'

/** SQLite, each place a file in a folder of its own. */
export class SqliteDatabase implements Database {
  readonly words = `SQLite ${process.versions.sqlite}`

  async filled(crowd: Crowd): Promise<Place> {
    const folder = new ScratchFolder()
    const file = folder.file('ours.db')
    await fillTallymark(file, crowd)
    return {
      tallymark: () => openTallymark({ database: `file:${file}` }),
      store: () => openSqliteStore({ file }),
      // Closing wrote the whole log into the file.
      bytes: async () => bytesOf(file),
      [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
    }
  }

  async rows(way: RowsWay, crowd: Crowd): Promise<Rows> {
    if (way === 'tuned') throw new Error('there is no tuned row for SQLite')
    return new SqliteRows(crowd, way === 'transaction')
  }

  async bare(crowd: Crowd): Promise<Bare> {
    const folder = new ScratchFolder()
    const file = folder.file('bare.db')
    await fillTallymark(file, crowd)
    const store = new BareStore(file)
    return {
      commit: (batch) => store.commit(batch),
      [Symbol.asyncDispose]: async () => {
        store.close()
        folder[Symbol.dispose]()
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** The brief's way on a file. It works in the caller's thread, and is done when a call returns. */
class SqliteRows implements Rows {
  readonly #folder = new ScratchFolder()
  readonly #file = this.#folder.file('brief.db')
  readonly #database = openBriefsDatabase(this.#file)
  readonly #crowd: Crowd
  readonly #way: BriefsWay
  readonly #isOneTransaction: boolean

  constructor(crowd: Crowd, isOneTransaction: boolean) {
    fillBriefsDatabase(this.#database, crowd)
    this.#crowd = crowd
    this.#way = new BriefsWay(this.#database)
    this.#isOneTransaction = isOneTransaction
  }

  markRead(reading: Reading): void {
    this.#call(() => this.#way.markRead(...this.#numbers(reading)))
  }

  bulkMarkRead(upTo: Reading): void {
    const [message, user] = this.#numbers(upTo)
    this.#call(() => this.#way.bulkMarkRead(upTo.conversation + 1, user, message))
  }

  async leave(readings: Iterable<Reading>): Promise<void> {
    this.#way.inTransaction(() => {
      for (const reading of readings) this.#way.writeStatus(...this.#numbers(reading))
    })
  }

  async bytes(): Promise<number> {
    this.#database.exec('pragma wal_checkpoint(truncate)')
    return bytesOf(this.#file)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database.close()
    this.#folder[Symbol.dispose]()
  }

  #call(write: () => void): void {
    if (this.#isOneTransaction) this.#way.inTransaction(write)
    else write()
  }

  #numbers({ conversation, member, seq }: Reading): [message: number, user: number] {
    return [briefsMessage(this.#crowd, conversation, seq), briefsUser(this.#crowd, conversation, member)]
  }
}
