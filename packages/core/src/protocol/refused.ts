import { COUNT, FLAG, ID, record, text } from './shape.ts'

/** Something was not done, and nothing of it was. With a `conversationId` alone: it is not watched, or no longer. */
export interface Refused {
  readonly type: 'refused'
  /** The mark that it answers. */
  readonly id?: number
  readonly conversationId?: string
  /** A code of the table of refusals; never changes its meaning. */
  readonly code: string
  /** What to do. */
  readonly detail: string
  /** Whether the same may succeed later. */
  readonly retry: boolean
  readonly retryAfterMs?: number
}

export const REFUSED = record(
  { code: text(64), detail: text(1_024), retry: FLAG },
  { id: COUNT, conversationId: ID, retryAfterMs: COUNT },
)
