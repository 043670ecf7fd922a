import type { OfParticipant } from './membership.ts'
import { type Conversation, type Participant, participantIn, refused, standing, type World } from './world.ts'

/** UNR1, UNR5. */
export function getUnread(world: World, input: OfParticipant): unknown {
  const conversation = world.conversations.get(input.conversationId)
  if (conversation === undefined) return refused('unknown_conversation')
  const participant = participantIn(conversation, input.userId)
  const refusal = standing(participant)
  return participant === undefined || refusal !== undefined ? refusal : unreadOf(world, conversation, participant)
}

function unreadOf(world: World, { messages, version }: Conversation, participant: Participant) {
  const { cells, revision } = participant
  const cellOf = (seq: number) => cells[seq - 1]
  const counting = messages.filter(
    (message) =>
      (message.sender !== participant || world.mutations.has('ownIsUnread')) &&
      (!message.deleted || world.mutations.has('deletedIsUnread')) &&
      (!message.silent || world.mutations.has('silentIsUnread')),
  )
  const unread = counting.filter(({ seq }) => {
    const cell = cellOf(seq)
    return cell?.member === true && (!cell.read || cell.reopened)
  })
  const read = messages.filter(({ seq }) => cellOf(seq)?.read === true)
  const lastRead = world.mutations.has('lastReadMovesBack') ? messages[participant.lastMarked - 1] : read.at(-1)
  return {
    unreadCount: unread.length,
    firstUnreadMessageId: unread[0]?.messageId ?? null,
    lastReadMessageId: lastRead?.messageId ?? null,
    markedUnread: unread.some(({ seq }) => cellOf(seq)?.reopened === true),
    version,
    revision,
  }
}

/** UNR4, with all entries on one page. */
export function getInbox(world: World, { userId }: { userId: string }): unknown {
  if (!world.users.has(userId)) return refused('unknown_user')
  const entries = [...world.conversations.values()]
    .flatMap((conversation) => {
      const participant = participantIn(conversation, userId)
      if (participant === undefined || !participant.isIn) return []
      return [{ conversationId: conversation.conversationId, ...unreadOf(world, conversation, participant) }]
    })
    .filter((entry) => entry.unreadCount > 0)
    .sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1))
  return {
    unreadMessages: entries.reduce((sum, entry) => sum + entry.unreadCount, 0),
    unreadConversations: entries.length,
    conversations: entries,
    nextCursor: null,
  }
}
