import { StoreError } from '../../engine/ports/store-error.ts'
import { type Answer, type Connection, type Runner, StatementFailure } from './connection.ts'
import { codeOf, conflict, isConflict, usingError } from './database-error.ts'
import type { Statement } from './statement.ts'

/** Begins a transaction that is sent as a whole. Its bound is set within it, because sessions may be shared. */
export const beginWriting = (timeoutMs: number): Statement => ({
  text: `begin isolation level read committed read write; set local statement_timeout = ${timeoutMs}`,
})

/** Begins one that holds rows while it is decided: should this process stop meanwhile, the server lets go of them. */
export const beginHolding = (timeoutMs: number): Statement => ({
  text: `${beginWriting(timeoutMs).text}; set local idle_in_transaction_session_timeout = ${timeoutMs}`,
})

/** Begins questions that are answered from one snapshot. */
export const beginReading = (timeoutMs: number): Statement => ({
  text: `begin isolation level repeatable read read only; set local statement_timeout = ${timeoutMs}`,
})

export const COMMIT: Statement = { text: 'commit' }
export const ROLLBACK: Statement = { text: 'rollback' }

/** What is sent for a commit. */
export interface CommitToSend {
  readonly statements: readonly Statement[]
  /** The place of the first statement whose rows must be there; before it are those that fail where somebody else was faster. */
  readonly checkedUpTo: number
}

const DIVISION_BY_ZERO = '22012'

/**
 * Sends a commit, the last statement of which is `COMMIT`, in one round trip and resolves when it is durable. Rejects with a `conflict` if somebody else was faster, or if the connection was
 * lost so that nobody knows whether it is written: who decides anew finds out.
 */
export async function sendCommit(connection: Connection, { statements, checkedUpTo }: CommitToSend): Promise<void> {
  let answers: readonly Answer[]
  try {
    answers = await connection.runWhole(statements)
  } catch (error) {
    throw commitError(error, checkedUpTo)
  }
  // A transaction that failed answers COMMIT with ROLLBACK, without an error.
  if (answers.at(-1)?.command !== 'COMMIT') throw new StoreError('unavailable', 'The database rolled the commit back.')
}

/** Writes within a transaction that somebody else will end. Rejects as `sendCommit` does; then that one can only be rolled back. */
export async function sendWithin(runner: Runner, { statements, checkedUpTo }: CommitToSend): Promise<void> {
  try {
    await runner.run(statements)
  } catch (error) {
    throw commitError(error, checkedUpTo)
  }
}

/** The failure of checks that were asked without writing anything. */
export const checkError = (error: unknown): unknown => (codeOf(error) === DIVISION_BY_ZERO ? conflict(error) : error)

function commitError(error: unknown, checkedUpTo: number): StoreError {
  if (!(error instanceof StatementFailure)) return usingError(error)
  if (error.how !== 'refused')
    return new StoreError('conflict', 'The connection to the database was lost during a commit.', {
      cause: error.cause,
    })
  const isMissing = codeOf(error) === DIVISION_BY_ZERO
  if (isConflict(error) || (isMissing && error.index < checkedUpTo)) return conflict(error.cause)
  if (isMissing) return new StoreError('unavailable', 'A row to be changed is not there.', { cause: error.cause })
  return usingError(error)
}
