import { isIn, left, type Refusal, refuse } from '@tallymark/core'
import * as z from 'zod'
import type { Command } from '../command.ts'
import type { EngineParts } from '../parts.ts'
import { conversationId, userId } from '../schema.ts'
import { type Participant, participantOf } from './get-participant.ts'

export const leaveInput = z.strictObject({ conversationId, userId })

export type LeaveInput = z.output<typeof leaveInput>

/** Leaves a conversation (MEM1). Leaving once more changes nothing. */
export const leave =
  ({ lanes }: EngineParts) =>
  (input: LeaveInput): Promise<Participant | Refusal> =>
    lanes.submit(leaveCommand(input))

const leaveCommand = (input: LeaveInput): Command<Participant> => ({
  lane: input.conversationId,
  wanted: { conversations: [input.conversationId], participants: [[input.conversationId, input.userId]] },
  decide(workspace) {
    const conversation = workspace.conversation(input.conversationId)
    if (conversation === undefined) return refuse('unknown_conversation')
    const participant = workspace.participant(input.conversationId, input.userId)
    if (participant === undefined) return refuse('not_a_participant')
    if (isIn(participant.member)) {
      const member = left(participant.member, conversation.head)
      workspace.reviseParticipant(input.conversationId, { ...participant, member })
      workspace.raiseVersion(input.conversationId)
    }
    return () => participantOf(workspace, input)
  },
})
