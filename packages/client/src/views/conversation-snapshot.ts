import type { OverallStatus, RecipientState, SeqSet } from '@tallymark/core'

/** A conversation as it is known now. Never changed in place; what has not changed keeps its identity. */
export interface ConversationSnapshot {
  /** `live`: as the server has it; `stale`: as it was before the connection went; `refused`: it may not be watched. */
  readonly state: 'loading' | 'live' | 'stale' | 'refused'
  /** Why it is refused: a code of the table of refusals, and what to do. */
  readonly refusal: { readonly code: string; readonly detail: string } | null
  readonly version: number
  /** The seq of the newest message. */
  readonly head: number
  /** The window that is watched; `to` is `null` where all that come are watched too. */
  readonly from: number
  readonly to: number | null
  /** Those of the window, ascending by seq. */
  readonly messages: readonly MessageSummary[]
  /** Everyone who is in; `null` where there are counts only. */
  readonly people: readonly Person[] | null
  /** One's own truth, as soon as it is known. */
  readonly own: OwnSnapshot | null
}

/** A conversation of which nothing is known. */
export const NO_CONVERSATION: ConversationSnapshot = {
  state: 'loading',
  refusal: null,
  version: 0,
  head: 0,
  from: 1,
  to: null,
  messages: [],
  people: null,
  own: null,
}

/** How far a message has come. */
export interface MessageSummary {
  readonly seq: number
  readonly messageId: string
  readonly senderId: string | null
  readonly silent: boolean
  readonly deleted: boolean
  /** `null` where the viewer may not see it, and for what is deleted; then all counts are 0. */
  readonly overallStatus: OverallStatus | null
  readonly totalRecipients: number
  readonly deliveredCount: number
  readonly readCount: number
  /** Recipients who hide whether they have read it. */
  readonly hiddenCount: number
}

/** A recipient of a message, and how far it has come for it. */
export interface RecipientSummary {
  readonly userId: string
  readonly userName: string | null
  readonly userAvatarUrl: string | null
  readonly status: RecipientState
}

/** What others may know of a participant. */
export interface Person {
  readonly userId: string
  readonly userName: string | null
  readonly userAvatarUrl: string | null
  readonly member: SeqSet
  readonly delivered: SeqSet
  readonly read: SeqSet
}

/** One's own truth in a conversation, marks on the way included (CLT4). */
export interface OwnSnapshot {
  readonly member: SeqSet
  readonly delivered: SeqSet
  readonly read: SeqSet
  /** What was read and marked as unread. */
  readonly reopened: SeqSet
  /** Exact, but for messages off the screen while marks are on the way. */
  readonly unreadCount: number
  readonly firstUnreadMessageId: string | null
  readonly lastReadMessageId: string | null
  readonly markedUnread: boolean
}
