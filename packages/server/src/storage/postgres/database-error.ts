import { StoreError, type StoreErrorCode } from '../../engine/ports/store-error.ts'
import { tlsFault } from '../../postgres/tls-fault.ts'
import { StatementFailure } from './connection.ts'
import { addressError } from './shown-database.ts'
import { isOfName } from './statement-names.ts'

/** The code of an error: PostgreSQL's SQLSTATE, or that of Node for one of the network. */
export const codeOf = (error: unknown): string => {
  const cause = error instanceof StatementFailure || error instanceof StoreError ? error.cause : error
  const { code } = (cause ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : ''
}

/** What ends a transaction because another was faster (unique violation, serialization failure, deadlock): it can be tried again. */
const CONFLICTS: ReadonlySet<string> = new Set(['23505', '40001', '40P01'])

/** Whether a transaction may succeed when it is decided anew. */
export const isConflict = (error: unknown): boolean => CONFLICTS.has(codeOf(error)) || isOfName(codeOf(error))

/** That somebody else came first: nothing was written, and it can be decided anew. */
export const conflict = (cause?: unknown): StoreError =>
  new StoreError('conflict', 'Somebody else has written to the database in between.', { cause })

const NETWORK = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ECONNRESET']

const OPENING: Readonly<Record<string, readonly [StoreErrorCode, string]>> = {
  ...Object.fromEntries(
    NETWORK.map((code) => [
      code,
      [
        'cannot_open',
        `cannot be reached (${code}). Check its host and port, and that the server runs and lets you in.`,
      ],
    ]),
  ),
  '28P01': ['cannot_open', 'refuses the password. Put the right one into the address of the database.'],
  '28000': [
    'cannot_open',
    'refuses this user. Check the user, and whether the server lets it in from here (pg_hba.conf): it may ask for TLS or for a certificate of the client (sslmode, sslcert and sslkey in the address).',
  ],
  '3D000': ['cannot_open', 'does not exist on its server. Create it with createdb, or name another.'],
  '42501': [
    'cannot_open',
    'does not permit it: this user may not create or use the schema. Grant it CREATE on the database, or create the schema as its owner.',
  ],
  '53300': ['cannot_open', 'has no connection to spare. Raise max_connections, or let fewer connections be opened.'],
  '25006': ['read_only', 'is read-only: a standby, as it seems. Name the primary.'],
}

/** Why a database could not be opened, with what to do (STO3). `shown` names it without its secrets. */
export function openingError(shown: string, error: unknown): StoreError {
  if (error instanceof StoreError && error.code !== 'unavailable') return error
  const cause = error instanceof StoreError || error instanceof StatementFailure ? error.cause : error
  // Of these no cause is given on: it could hold the address.
  if (codeOf(cause) === 'ERR_INVALID_URL' || cause instanceof URIError) return addressError(shown)
  const unknown = tlsFault(cause) ?? `cannot be opened: ${messageOf(cause)}.`
  const [code, sentence] = OPENING[codeOf(cause)] ?? ['cannot_open', unknown]
  return new StoreError(code, `The database ${shown} ${sentence}`, { cause })
}

/** A failure of a database that is open. */
export function usingError(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const cause = error instanceof StatementFailure ? error.cause : error
  return new StoreError('unavailable', `The database failed: ${messageOf(error)}.`, { cause })
}

/** What an error says; one of several addresses that were tried says nothing but its code. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message || codeOf(error) : String(error))
