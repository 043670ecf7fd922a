import type { InboxFrame, InboxPart } from '@tallymark/core'

/** What is unread over all conversations (UNR4), as the server last said it. */
export interface InboxSnapshot {
  readonly state: 'loading' | 'live' | 'stale'
  readonly unreadMessages: number
  readonly unreadConversations: number
  /** Those that have something unread; of very many not all, though the totals are exact. */
  readonly conversations: readonly InboxPart[]
}

/** The inbox after a frame that says all, or what moved. */
export function inboxAfter(before: InboxSnapshot, frame: InboxFrame): InboxSnapshot {
  const { whole, unreadMessages, unreadConversations, conversations, cleared = [] } = frame
  const all = [...(whole ? [] : before.conversations), ...conversations]
  const parts = new Map(all.map((part) => [part.conversationId, part]))
  for (const conversationId of cleared) parts.delete(conversationId)
  return { state: 'live', unreadMessages, unreadConversations, conversations: [...parts.values()] }
}

/** The inbox of which nothing is known. */
export const NO_INBOX: InboxSnapshot = {
  state: 'loading',
  unreadMessages: 0,
  unreadConversations: 0,
  conversations: [],
}
