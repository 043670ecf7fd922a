import {
  type ConversationId,
  isEmpty,
  isRefusal,
  lastOf,
  type MarkFrame,
  type MarkUnreadFrame,
  type MessageId,
  parseSeqSet,
  type Refusal,
  type UserId,
} from '@tallymark/core'
import type { MarkOfKind } from '../engine/use-cases/mark.ts'
import type { MarkUnreadInput } from '../engine/use-cases/mark-unread.ts'

/** A mark as the engine takes it; its recipient is whoever the connection is of, whatever the frame says (CON6). */
export function markOf(frame: MarkFrame, recipientId: UserId): MarkOfKind | Refusal {
  const { messageIds, upToMessageId } = frame
  if (Number(messageIds !== undefined) + Number(upToMessageId !== undefined) + Number(frame.seqs !== undefined) !== 1)
    return invalid('', 'must name exactly one of messageIds, upToMessageId and seqs')
  if (frame.kind === 'delivered' && frame.private !== undefined) return invalid('private', 'is for reads only')
  if (messageIds !== undefined && !areDistinct(messageIds))
    return invalid('messageIds', 'must name at least one message, and none twice')
  const seqs = frame.seqs === undefined ? undefined : parseSeqSet(frame.seqs)
  if (seqs !== undefined && (isEmpty(seqs) || lastOf(seqs) === Number.POSITIVE_INFINITY))
    return invalid('seqs', 'must be ascending ranges like 1:40,45')
  return {
    conversationId: frame.conversationId as ConversationId,
    recipientId,
    kind: frame.kind,
    messageIds: messageIds as readonly MessageId[] | undefined,
    upToMessageId: upToMessageId as MessageId | undefined,
    seqs,
    private: frame.private,
  }
}

/** Whether there is at least one, and none twice. */
const areDistinct = (ids: readonly string[]): boolean =>
  ids.length === 1 || (ids.length > 1 && new Set(ids).size === ids.length)

/** A mark as unread as the engine takes it. */
export const markUnreadOf = (frame: MarkUnreadFrame, recipientId: UserId): MarkUnreadInput => ({
  conversationId: frame.conversationId as ConversationId,
  recipientId,
  fromMessageId: frame.fromMessageId as MessageId,
})

/** What a refusal says to somebody who is a user: a conversation that is not there is one it is not in (ACC5). */
export const toUser = <Outcome>(outcome: Outcome): Outcome | Refusal =>
  isRefusal(outcome) && outcome.refused === 'unknown_conversation' ? { refused: 'not_a_participant' } : outcome

const invalid = (path: string, message: string): Refusal => ({
  refused: 'invalid_input',
  detail: `The mark is not valid: ${path} ${message}.`.replace('  ', ' '),
  errors: [{ path, message }],
})
