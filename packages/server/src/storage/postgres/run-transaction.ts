import { StoreError } from '../../engine/ports/store-error.ts'
import { type Answer, type Connection, StatementFailure } from './connection.ts'
import { codeOf, isConflict, usingError } from './database-error.ts'
import type { Statement } from './statement.ts'

/** Statements that begin a transaction. Its bounds are set within it, because sessions may be shared. */
export const beginWriting = (timeoutMs: number): Statement => ({
  text: `begin isolation level read committed read write; set local statement_timeout = ${timeoutMs}; set local idle_in_transaction_session_timeout = ${timeoutMs}`,
})
export const beginReading = (timeoutMs: number): Statement => ({
  text: `begin isolation level repeatable read read only; set local statement_timeout = ${timeoutMs}`,
})
export const COMMIT: Statement = { text: 'commit' }
export const ROLLBACK: Statement = { text: 'rollback' }

/** What is sent for a commit. */
export interface CommitToSend {
  /** The statements, the last of which is `COMMIT`. */
  readonly statements: readonly Statement[]
  /** The place of the first statement whose rows must be there; before it are those that fail where somebody else was faster. */
  readonly checkedUpTo: number
}

const DIVISION_BY_ZERO = '22012'

/**
 * Sends a commit in one round trip and resolves when it is durable. Rejects with a `conflict` if somebody else was faster, or if the connection was
 * lost so that nobody knows whether it is written: who decides anew finds out.
 */
export async function sendCommit(connection: Connection, { statements, checkedUpTo }: CommitToSend): Promise<void> {
  let answers: readonly Answer[]
  try {
    answers = await connection.run(statements)
  } catch (error) {
    throw commitError(error, checkedUpTo)
  }
  // A transaction that failed answers COMMIT with ROLLBACK, without an error.
  if (answers.at(-1)?.command !== 'COMMIT') throw new StoreError('unavailable', 'The database rolled the commit back.')
}

function commitError(error: unknown, checkedUpTo: number): StoreError {
  if (!(error instanceof StatementFailure)) return usingError(error)
  if (error.how !== 'refused')
    return new StoreError('conflict', 'The connection to the database was lost during a commit.', {
      cause: error.cause,
    })
  const isMissing = codeOf(error) === DIVISION_BY_ZERO
  if (isConflict(error) || (isMissing && error.index < checkedUpTo))
    return new StoreError('conflict', 'Somebody else has written to the database in between.', { cause: error.cause })
  if (isMissing) return new StoreError('unavailable', 'A row to be changed is not there.', { cause: error.cause })
  return usingError(error)
}
