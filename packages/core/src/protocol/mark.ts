import type { Kind } from '../domain/receipts.ts'
import { COUNT, FLAG, ID, list, oneOf, record, seqs } from './shape.ts'

/** The longest text of a SeqSet in a frame from a client. */
export const MARK_SEQS_MAX_LENGTH = 16_384
/** The most message ids of one mark. */
export const MARK_IDS_MAX = 1_000

/** Marks messages; answered by `marked` or `refused` with the same `id`, once it is durable. Names exactly one target. */
export interface MarkFrame {
  readonly type: 'mark'
  /** The sender's own number for it. */
  readonly id: number
  readonly conversationId: string
  readonly kind: Kind
  readonly messageIds?: readonly string[]
  readonly upToMessageId?: string
  /** A SeqSet. */
  readonly seqs?: string
  readonly private?: boolean
}

export const MARK = record(
  { id: COUNT, conversationId: ID, kind: oneOf('delivered', 'read') },
  { messageIds: list(ID, MARK_IDS_MAX), upToMessageId: ID, seqs: seqs(MARK_SEQS_MAX_LENGTH), private: FLAG },
)
