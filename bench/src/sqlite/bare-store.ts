import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Reading } from '../crowd.ts'
import { openDatabase } from '../inside.ts'

/**
 * The rows of a batch of marks written with nothing around them: no rules, no looking, no queue. It works in the caller's thread,
 * which is faster than in one of its own because nothing needs to be carried there.
 */
export class BareStore {
  readonly #database: DatabaseSync
  readonly #participant: StatementSync
  readonly #conversation: StatementSync
  readonly #receipt: StatementSync
  #version = 1_000_000

  /** Opens a file that a crowd was written into. */
  constructor(file: string) {
    this.#database = openDatabase({ file })
    this.#participant = this.#database.prepare(
      'update participant set delivered = ?, read = ?, revision = ? where conversation_key = ? and ordinal = ?',
    )
    this.#conversation = this.#database.prepare('update conversation set version = ? where key = ?')
    this.#receipt = this.#database.prepare('insert into receipt values (?, ?, 3, ?, ?, ?)')
  }

  /** Commits a batch of reads, each of the message after the one that its reader read last. */
  commit(batch: readonly Reading[]): void {
    const at = Date.now()
    this.#version += 1
    this.#database.exec('begin immediate')
    for (const key of new Set(batch.map(({ conversation }) => conversation + 1)))
      this.#conversation.run(this.#version, key)
    for (const { conversation, member, seq } of batch) {
      const read = seq === 1 ? '1' : `1:${seq}`
      this.#participant.run(read, read, seq + 1, conversation + 1, member)
    }
    for (const { conversation, member, seq } of batch) this.#receipt.run(conversation + 1, member, seq, seq, at)
    this.#database.exec('commit')
  }

  close(): void {
    this.#database.close()
  }
}
