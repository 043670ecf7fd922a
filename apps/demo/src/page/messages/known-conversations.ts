import type { ChatConversation } from './chat-message.ts'

/** The conversations that the server names, and those that somebody left since the page was opened: they can be joined again. */
export function knownConversations(
  before: readonly ChatConversation[],
  named: readonly ChatConversation[],
  userId: string,
): readonly ChatConversation[] {
  const ids = new Set(named.map(({ conversationId }) => conversationId))
  const left = before.filter(({ conversationId }) => !ids.has(conversationId))
  return [...named, ...left.map((conversation) => without(conversation, userId))]
}

function without(conversation: ChatConversation, userId: string): ChatConversation {
  const members = conversation.members.filter((member) => member !== userId)
  const gone = conversation.members.length - members.length
  return { ...conversation, members, memberCount: conversation.memberCount - gone }
}
