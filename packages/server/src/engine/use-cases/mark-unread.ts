import { equals, has, isRefusal, markedUnread, type Refusal, refuse } from '@tallymark/core'
import * as z from 'zod'
import type { Command } from '../command.ts'
import { fit } from '../cover.ts'
import type { EngineParts } from '../parts.ts'
import { conversationId, messageId, userId } from '../schema.ts'
import { standing } from '../standing.ts'
import { answer, type Marked } from './mark.ts'

export const markUnreadInput = z.strictObject({ conversationId, recipientId: userId, fromMessageId: messageId })

export type MarkUnreadInput = z.output<typeof markUnreadInput>

/** Marks what one has read as unread again, from a message to the head, for oneself alone (UNR3). */
export const markUnread =
  ({ lanes, limits }: EngineParts) =>
  (input: MarkUnreadInput): Promise<Marked | Refusal> =>
    lanes.submit(markUnreadCommand(input, limits.maxRanges))

const markUnreadCommand = (input: MarkUnreadInput, maxRanges: number): Command<Marked> => ({
  lane: input.conversationId,
  wanted: {
    conversations: [input.conversationId],
    participants: [[input.conversationId, input.recipientId]],
    seqs: [[input.conversationId, input.fromMessageId]],
  },
  decide(workspace, at) {
    if (workspace.conversation(input.conversationId) === undefined) return refuse('unknown_conversation')
    const participant = workspace.participant(input.conversationId, input.recipientId)
    const refusal = standing(participant)
    if (refusal !== undefined || participant === undefined) return refusal ?? refuse('not_a_participant')
    const seq = workspace.seq(input.conversationId, input.fromMessageId)
    if (seq === undefined) return refuse('unknown_message')
    if (!has(participant.member, seq)) return refuse('outside_membership')
    const after = markedUnread(participant, seq)
    if (equals(after.reopened, participant.reopened))
      return () => answer(workspace, input.conversationId, input.recipientId)
    const fitting = fit({ workspace, at, maxRanges }, participant, after)
    if (isRefusal(fitting) || 'gapsWanted' in fitting) return fitting
    workspace.reviseParticipant(input.conversationId, { ...participant, ...fitting })
    return () => answer(workspace, input.conversationId, input.recipientId)
  },
})
