/** Why a store cannot be opened or used. `conflict`: another process wrote since the transaction began; it can be tried again. */
export type StoreErrorCode =
  | 'not_a_database'
  | 'read_only'
  | 'newer_schema'
  | 'old_sqlite'
  | 'old_server'
  | 'not_durable'
  | 'unfinished_copy'
  | 'cannot_copy'
  | 'cannot_open'
  | 'unavailable'
  | 'conflict'
  | 'closed'

/** The store failed: nothing was written. The message says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
