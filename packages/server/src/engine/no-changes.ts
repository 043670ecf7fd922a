import type { Changes } from './ports/store.ts'

/** Nothing to write. */
export const NO_CHANGES: Changes = {
  newUsers: [],
  users: [],
  newConversations: [],
  conversations: [],
  newParticipants: [],
  participants: [],
  newMessages: [],
  messages: [],
  receipts: [],
  erasedUserKeys: [],
  removedConversationKeys: [],
}
