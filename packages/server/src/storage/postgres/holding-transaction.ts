import type { ConversationId } from '@tallymark/core'
import type { Changes, Found, ParticipantSeqs, Transaction, Wanted } from '../../engine/ports/store.ts'
import { commitStatements } from './commit-statements.ts'
import type { Held } from './connections.ts'
import { usingError } from './database-error.ts'
import { LOCK_CONVERSATIONS, LOCK_USERS } from './find-sql.ts'
import { type FoundRows, findQuestion, namedConversations, seenIn } from './found-rows.ts'
import { PostgresReader } from './postgres-reader.ts'
import { beginWriting, COMMIT, ROLLBACK, sendCommit } from './run-transaction.ts'
import { arrayText } from './statement.ts'

/** Hears of a commit, with the conversations that it may have written in. */
export type HoldingListener = (changes: Changes, ids: readonly ConversationId[]) => void

/**
 * A transaction that holds its rows from the beginning to the end: users first, then conversations, both in the order of their keys, as
 * everyone does, so that nobody waits in a circle.
 */
export class HoldingTransaction implements Transaction {
  readonly found: Found
  readonly seen: Transaction['seen']
  spareConversationKeys: readonly number[] = []
  spareUserKeys: readonly number[] = []
  readonly #held: Held
  readonly #rows: FoundRows
  readonly #reader: PostgresReader
  readonly #committed: HoldingListener

  private constructor(held: Held, rows: FoundRows, seen: Transaction['seen'], committed: HoldingListener) {
    this.#held = held
    this.#rows = rows
    this.#committed = committed
    this.#reader = new PostgresReader((statements) => held.connection.run(statements))
    this.found = rows.found
    this.seen = seen
  }

  /** Waits until all rows are held; gives the connection back if that fails. */
  static async begin(
    held: Held,
    wanted: Wanted,
    timeoutMs: number,
    committed: HoldingListener,
  ): Promise<HoldingTransaction> {
    const ids = namedConversations(wanted)
    const users = [...new Set([...(wanted.users ?? []), ...(wanted.participationsOf ?? [])])]
    const question = findQuestion(wanted, ids)
    const first = [
      beginWriting(timeoutMs),
      ...(users.length === 0 ? [] : [{ text: LOCK_USERS, values: [arrayText(users)] }]),
      { text: LOCK_CONVERSATIONS, values: [arrayText(ids), arrayText(wanted.participationsOf ?? [])] },
    ]
    try {
      const answers = await held.connection.run([...first, ...question.statements])
      const rows = question.foundIn(answers.slice(first.length))
      return new HoldingTransaction(held, rows, seenIn(rows, [...ids, ...rows.conversations.keys()]), committed)
    } catch (error) {
      giveUp(held)
      throw usingError(error)
    }
  }

  async countFillable(of: readonly ParticipantSeqs[]): Promise<readonly number[]> {
    try {
      return await this.#reader.countFillable(of)
    } catch (error) {
      throw usingError(error)
    }
  }

  async commit(changes: Changes): Promise<void> {
    const { conversations, userCommits } = this.#rows
    const commits = new Map([...conversations.values()].map(({ row, commits: count }) => [row.key, count]))
    const { checks, statements } = commitStatements(changes, { commitsOf: (key) => commits.get(key), userCommits })
    try {
      await sendCommit(this.#held.connection, { statements: [...statements, COMMIT], checkedUpTo: checks })
      this.#committed(changes, [...conversations.keys()])
    } finally {
      this.#held.release()
    }
  }

  async abort(): Promise<void> {
    try {
      await this.#held.connection.run([ROLLBACK])
      this.#held.release()
    } catch {
      giveUp(this.#held)
    }
  }
}

/** Cuts the connection, so that the server lets go of the rows, and gives its place back. */
function giveUp(held: Held): void {
  held.connection.destroy()
  held.release()
}
