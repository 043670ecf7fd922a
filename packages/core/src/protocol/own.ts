import { COUNT, FLAG, ID, orNull, record, seqs } from './shape.ts'

/** A participant's own truth in a conversation it watches, for its own devices alone (PRV3, FED10). */
export interface Own {
  readonly type: 'own'
  readonly conversationId: string
  readonly revision: number
  /** SeqSets. */
  readonly member: string
  readonly delivered: string
  readonly read: string
  readonly reopened: string
  readonly unreadCount: number
  readonly firstUnreadMessageId: string | null
  readonly lastReadMessageId: string | null
  readonly markedUnread: boolean
}

/** The longest text of a set of 1,000,000 ranges would be longer; then the frame is refused by who reads it. */
const SETS = seqs(1_000_000)

export const OWN = record({
  conversationId: ID,
  revision: COUNT,
  member: SETS,
  delivered: SETS,
  read: SETS,
  reopened: SETS,
  unreadCount: COUNT,
  firstUnreadMessageId: orNull(ID),
  lastReadMessageId: orNull(ID),
  markedUnread: FLAG,
})
