import type { ConversationId } from '@tallymark/core'
import type { Changes, Found, ParticipantSeqs, Transaction, Wanted } from '../../engine/ports/store.ts'
import { commitStatements, newStamp } from './commit-statements.ts'
import type { Answer, Runner } from './connection.ts'
import type { Held } from './connections.ts'
import { conflict, isConflict, usingError } from './database-error.ts'
import { LOCK_CONVERSATIONS, LOCK_USERS } from './find-sql.ts'
import { type FoundRows, findQuestion, namedConversations, seenIn } from './found-rows.ts'
import { PostgresReader } from './postgres-reader.ts'
import { expectedOf } from './recent-conversations.ts'
import { beginHolding, COMMIT, type CommitToSend, ROLLBACK, sendCommit, sendWithin } from './run-transaction.ts'
import { arrayText, type Statement } from './statement.ts'

/** Hears of a commit, with the conversations that it may have written in. */
export type HoldingListener = (changes: Changes, ids: readonly ConversationId[]) => void

/** Where a transaction is run, and what becomes of it at its end. */
export interface HoldingPlace {
  readonly runner: Runner
  /** What begins it; nothing where somebody else has begun it. */
  readonly begin: readonly Statement[]
  /** Ends it so that it stands; rejects with a `StoreError` if it does not. */
  end(commit: CommitToSend): Promise<void>
  /** Gives it up. */
  abort(): Promise<void>
}

/** A transaction on a connection that is held for it. */
export const onConnection = ({ connection, release }: Held, timeoutMs: number): HoldingPlace => {
  const giveUp = (): void => {
    connection.destroy()
    release()
  }
  return {
    runner: connection,
    begin: [beginHolding(timeoutMs)],
    end: async ({ statements, checkedUpTo }) => {
      try {
        await sendCommit(connection, { statements: [...statements, COMMIT], checkedUpTo })
      } finally {
        release()
      }
    },
    // Where that fails it is cut, so that the server lets go of the rows.
    abort: () => connection.run([ROLLBACK]).then(release, giveUp),
  }
}

/** A transaction within one that the chat has open: who ends that ends it. */
export const withinForeign = (runner: Runner): HoldingPlace => ({
  runner,
  begin: [],
  end: (commit) => sendWithin(runner, commit),
  abort: async () => {},
})

/**
 * A transaction that holds its rows from the beginning to the end: users first, then conversations, both in the order of their keys, as
 * everyone does, so that nobody waits in a circle.
 */
export class HoldingTransaction implements Transaction {
  readonly found: Found
  readonly seen: Transaction['seen']
  spareConversationKeys: readonly number[] = []
  spareUserKeys: readonly number[] = []
  readonly #place: HoldingPlace
  readonly #rows: FoundRows
  readonly #reader: PostgresReader
  readonly #committed: HoldingListener

  private constructor(place: HoldingPlace, rows: FoundRows, seen: Transaction['seen'], committed: HoldingListener) {
    this.#place = place
    this.#rows = rows
    this.#committed = committed
    this.#reader = new PostgresReader((statements) => place.runner.run(statements))
    this.found = rows.found
    this.seen = seen
  }

  /** Waits until all rows are held; gives it up if that fails. Rejects with a `conflict` where it can be begun again. */
  static async begin(place: HoldingPlace, wanted: Wanted, committed: HoldingListener): Promise<HoldingTransaction> {
    const ids = namedConversations(wanted)
    const users = [...(wanted.users ?? []), ...(wanted.participationsOf ?? [])]
    const question = findQuestion({ ...wanted, users }, ids)
    const locks = [
      { text: LOCK_USERS, values: [arrayText(users)] },
      { text: LOCK_CONVERSATIONS, values: [arrayText(ids), arrayText(wanted.participationsOf ?? [])] },
    ]
    try {
      const answers = await place.runner.run([...place.begin, ...locks, ...question.statements])
      const [usersHeld, conversationsHeld, ...others] = answers.slice(place.begin.length)
      const rows = question.foundIn(others)
      requireHeld(usersHeld, rows.userCommits.keys())
      requireHeld(
        conversationsHeld,
        [...rows.conversations.values()].map(({ row }) => row.key),
      )
      // Behind those that are wanted stand those whose participations are: they were asked for to see that they are held.
      const found = { ...rows.found, users: rows.found.users.slice(0, wanted.users?.length ?? 0) }
      const seen = seenIn(rows, [...ids, ...rows.conversations.keys()])
      return new HoldingTransaction(place, { ...rows, found }, seen, committed)
    } catch (error) {
      await place.abort()
      throw isConflict(error) ? conflict(error) : usingError(error)
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
    const lines = new Map(
      [...conversations.values()].map(({ row, commits, stamp }) => [
        row.key,
        expectedOf({ key: row.key, commits, stamp, rising: [] }),
      ]),
    )
    const expected = { stamp: newStamp(), lineOf: (key: number) => lines.get(key), userCommits }
    const { checks, statements } = commitStatements(changes, expected)
    await this.#place.end({ statements, checkedUpTo: checks })
    this.#committed(changes, [...conversations.keys()])
  }

  abort(): Promise<void> {
    return this.#place.abort()
  }
}

/** What came after the others were held was not held in its turn: whoever takes it later may wait for one who waits for this. */
function requireHeld(held: Answer | undefined, found: Iterable<number>): void {
  const keys = new Set(held?.rows.map(([key]) => key))
  for (const key of found) if (!keys.has(key)) throw conflict()
}
