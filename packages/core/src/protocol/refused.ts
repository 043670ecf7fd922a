import { COUNT, FLAG, record, text } from './shape.ts'

/** The longest id that a refusal repeats: one that is too long to be an id is named all the same. */
export const REFUSED_ID_MAX_LENGTH = 1_024

/** Something was not done, and nothing of it was. With a `conversationId` alone: it is not watched, or no longer. */
export interface Refused {
  readonly type: 'refused'
  /** The mark that it answers. */
  readonly id?: number
  /** As it was said, be it an id or not. */
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
  { id: COUNT, conversationId: text(REFUSED_ID_MAX_LENGTH), retryAfterMs: COUNT },
)
