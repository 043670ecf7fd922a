import { COUNT, FLAG, ID, list, orNull, record } from './shape.ts'

/** One conversation of an inbox that has something unread. */
export interface InboxPart {
  readonly conversationId: string
  readonly unreadCount: number
  readonly firstUnreadMessageId: string | null
  readonly lastReadMessageId: string | null
  readonly markedUnread: boolean
}

/** What is unread over all of one's conversations (UNR4). The totals are exact, however many conversations are named. */
export interface InboxFrame {
  readonly type: 'inbox'
  /** Whether `conversations` are all that have something unread; otherwise those that moved. */
  readonly whole: boolean
  readonly unreadMessages: number
  readonly unreadConversations: number
  readonly conversations: readonly InboxPart[]
  /** Those that have nothing unread any more; left out if there is none. */
  readonly cleared?: readonly string[]
}

/** The most conversations that an inbox on the wire names. */
export const INBOX_MAX = 1_000

export const INBOX_PART = record({
  conversationId: ID,
  unreadCount: COUNT,
  firstUnreadMessageId: orNull(ID),
  lastReadMessageId: orNull(ID),
  markedUnread: FLAG,
})

export const INBOX = record(
  { whole: FLAG, unreadMessages: COUNT, unreadConversations: COUNT, conversations: list(INBOX_PART, INBOX_MAX) },
  { cleared: list(ID, INBOX_MAX) },
)
