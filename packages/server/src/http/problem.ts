import { type InputFault, REFUSALS, type Refusal, type RefusalCode } from '@tallymark/core'
import { PROBLEMS_ADDRESS } from './routes/problems.ts'

/** An error as it is answered (HTT1, RFC 9457). */
export interface Problem {
  /** Where the code is explained: an address that never changes for it, relative to the server's own. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: RefusalCode
  /** What to do. */
  readonly detail: string
  readonly errors?: readonly InputFault[]
  readonly retryAfterMs?: number
}

/** The problem that a refusal is to the one who asked. */
export function problemOf({ refused, detail, errors, retryAfterMs }: Refusal): Problem {
  const row = REFUSALS[refused]
  return {
    type: `${PROBLEMS_ADDRESS}#${refused}`,
    title: row.title,
    status: row.status,
    code: refused,
    detail: detail ?? row.detail,
    ...(errors !== undefined && errors.length > 0 && { errors }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}
