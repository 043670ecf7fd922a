import type { Changes } from '../src/engine/ports/store.ts'

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
