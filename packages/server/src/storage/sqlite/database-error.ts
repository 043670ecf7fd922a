import { StoreError, type StoreErrorCode } from '../../engine/ports/store-error.ts'

/** SQLite's result code for a file that another connection holds. */
export const BUSY = 5
const READ_ONLY = 8
const IO_ERROR = 10
const CORRUPT = 11
const CANNOT_OPEN = 14
const NOT_A_DATABASE = 26

/** The primary SQLite result code of an error, without its extension; `undefined` for an error that is not SQLite's. */
export function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | undefined)?.errcode
  return typeof code === 'number' ? code & 0xff : undefined
}

/** Whether the connection must be opened anew: after a failed write to the disk nobody knows what the kernel kept. */
export const isIoError = (error: unknown): boolean => {
  const code = resultCode(error)
  return code === IO_ERROR || code === CORRUPT
}

const OPENING: Readonly<Record<number, readonly [StoreErrorCode, string]>> = {
  [NOT_A_DATABASE]: [
    'not_a_database',
    'is not an SQLite database. Name another file, or move this one away to start with an empty one.',
  ],
  [CORRUPT]: ['not_a_database', 'is damaged. Restore it from a backup.'],
  [BUSY]: ['cannot_open', 'is in use by another process. Stop that (a server by SIGTERM, or Ctrl-C where it runs).'],
  [READ_ONLY]: [
    'read_only',
    'cannot be written. Give the user that runs the server the right to write it and its folder.',
  ],
  [CANNOT_OPEN]: [
    'cannot_open',
    'cannot be opened. Check that its folder exists and may be written by the user that runs the server.',
  ],
}

/** Why a database file could not be opened, with what to do (STO3). */
export function openingError(file: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const [code, sentence] = OPENING[resultCode(error) ?? 0] ?? ['cannot_open', `cannot be opened: ${messageOf(error)}.`]
  return new StoreError(code, `The database file ${file} ${sentence}`, { cause: error })
}

/** A failure of a database that is open. */
export const usingError = (error: unknown): StoreError =>
  error instanceof StoreError
    ? error
    : new StoreError('unavailable', `The database failed: ${messageOf(error)}.`, { cause: error })

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
