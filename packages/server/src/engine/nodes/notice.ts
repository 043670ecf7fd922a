import type { UserId } from '@tallymark/core'
import type { Changes } from '../ports/store.ts'
import { byConversation, type ConversationChanges } from '../replica/conversation-changes.ts'

/** What a node tells of a commit in one conversation: where to look, never what stands there. */
export interface ConversationNotice {
  readonly key: number
  /** The version that the commit led to; 0 where it moved nothing that others may see. */
  readonly version: number
  /** The head before it, if messages came or were deleted. */
  readonly headBefore: number | null
  /** The ordinals of the participants whose rows it wrote; `null` where these are not all that it concerns. */
  readonly ordinals: readonly number[] | null
  /** Who came new into the conversation. */
  readonly cameIn: readonly UserId[]
}

/** What a node tells of a commit. */
export interface Notice {
  readonly conversations: readonly ConversationNotice[]
  /** Whether users or conversations are no more, so that everything is to be compared. */
  readonly isRemoval: boolean
}

/** The notice of a commit (NOD2). */
export function noticeOf(changes: Changes): Notice {
  const came = Map.groupBy(changes.newParticipants, ({ conversationKey }) => conversationKey)
  // A profile concerns a part in each conversation of its user, and an erasure a part that is gone.
  const isFarReaching = changes.users.length > 0 || changes.erasedUserKeys.length > 0
  return {
    conversations: [...byConversation(changes)].map(([key, of]) => ({
      key,
      version: of.conversation?.version ?? 0,
      headBefore: headBefore(of),
      ordinals: isFarReaching ? null : [...new Set(of.participants.map(({ ordinal }) => ordinal))],
      cameIn: (came.get(key) ?? []).map(({ userId }) => userId),
    })),
    isRemoval: changes.erasedUserKeys.length > 0 || changes.removedConversationKeys.length > 0,
  }
}

const headBefore = ({ conversation, newMessages, messages }: ConversationChanges): number | null =>
  conversation === undefined || newMessages.length + messages.length === 0
    ? null
    : conversation.head - newMessages.length
