import { COUNT, record, text } from './shape.ts'

/** The server is about to close the connection, with this close code. */
export interface Bye {
  readonly type: 'bye'
  readonly code: number
  readonly reason: string
  /** How long to wait before the next connection, in milliseconds, where that is known. */
  readonly retryAfterMs?: number
}

export const BYE = record({ code: COUNT, reason: text(256) }, { retryAfterMs: COUNT })
