import * as z from 'zod'
import { name } from '../openapi/name.ts'

const fields = {
  unreadCount: z.int(),
  firstUnreadMessageId: z.string().nullable(),
  lastReadMessageId: z.string().nullable(),
  markedUnread: z.boolean(),
  version: z.int(),
  revision: z.int(),
}

export const unread = name('Unread', z.strictObject(fields))
export const inboxEntry = name('InboxEntry', z.strictObject({ conversationId: z.string(), ...fields }))
export const inbox = name(
  'Inbox',
  z.strictObject({
    unreadMessages: z.int(),
    unreadConversations: z.int(),
    conversations: z.array(inboxEntry),
    nextCursor: z.string().nullable(),
  }),
)
