import { COUNT, ID, record } from './shape.ts'

/** Marks as unread, for oneself alone, from a message to the head; answered like a mark. */
export interface MarkUnreadFrame {
  readonly type: 'markUnread'
  readonly id: number
  readonly conversationId: string
  readonly fromMessageId: string
}

export const MARK_UNREAD = record({ id: COUNT, conversationId: ID, fromMessageId: ID })
