import { type Refusal, refuse } from '@tallymark/core'
import * as z from 'zod'
import type { Command } from '../command.ts'
import type { EngineParts } from '../parts.ts'
import { conversationId, sharing, userId } from '../schema.ts'
import { standing } from '../standing.ts'
import { type Participant, participantOf } from './get-participant.ts'

export const setSharingInput = z.strictObject({ conversationId, userId, sharing: sharing.nullable() })

export type SetSharingInput = z.output<typeof setSharingInput>

/** Sets what a participant shares in this conversation; `null` follows its default again (PRV1). */
export const setSharing =
  ({ lanes }: EngineParts) =>
  (input: SetSharingInput): Promise<Participant | Refusal> =>
    lanes.submit(setSharingCommand(input))

const setSharingCommand = (input: SetSharingInput): Command<Participant> => ({
  lane: input.conversationId,
  wanted: { conversations: [input.conversationId], participants: [[input.conversationId, input.userId]] },
  decide(workspace) {
    if (workspace.conversation(input.conversationId) === undefined) return refuse('unknown_conversation')
    const participant = workspace.participant(input.conversationId, input.userId)
    const refusal = standing(participant)
    if (refusal !== undefined || participant === undefined) return refusal ?? refuse('not_a_participant')
    if (participant.sharing !== input.sharing) {
      workspace.reviseParticipant(input.conversationId, { ...participant, sharing: input.sharing })
      workspace.raiseVersion(input.conversationId)
    }
    return () => participantOf(workspace, input)
  },
})
