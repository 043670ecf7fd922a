import {
  type ConversationId,
  formatSeqSet,
  isIn,
  type Refusal,
  refuse,
  type Sharing,
  sharingInForce,
  type UserId,
} from '@tallymark/core'
import * as z from 'zod'
import type { EngineParts } from '../parts.ts'
import type { ConversationRecord, ParticipantRecord } from '../ports/records.ts'
import { conversationId, userId } from '../schema.ts'
import type { Workspace } from '../workspace.ts'

export const participantInput = z.strictObject({ conversationId, userId })

export type ParticipantInput = z.output<typeof participantInput>

/** A participant's own truth: for itself and for the chat, never for others (PRV3). */
export interface Participant {
  readonly conversationId: string
  readonly userId: string
  readonly isIn: boolean
  /** During which seqs it was a member; `7:*` is open at its end. */
  readonly member: string
  readonly delivered: string
  readonly read: string
  readonly reopened: string
  /** What it chose to share here; `null` if it follows its default. */
  readonly sharing: Sharing | null
  /** What it shares in fact (PRV1). */
  readonly sharingInForce: Sharing
  readonly version: number
  readonly revision: number
}

/** A participant's own truth, also after it left. */
export const getParticipant =
  ({ reader }: EngineParts) =>
  async (input: ParticipantInput): Promise<Participant | Refusal> => {
    const found = await reader.find({
      conversations: [input.conversationId],
      participants: [[input.conversationId, input.userId]],
    })
    const [conversation] = found.conversations
    const [participant] = found.participants
    if (conversation === undefined) return refuse('unknown_conversation')
    return participant === undefined ? refuse('not_a_participant') : answer(conversation, participant)
  }

/** A participant as a command answers with it. */
export const participantOf = (
  workspace: Workspace,
  of: { readonly conversationId: ConversationId; readonly userId: UserId },
): Participant | Refusal => {
  const conversation = workspace.conversation(of.conversationId)
  const participant = workspace.participant(of.conversationId, of.userId)
  // A later command of the same commit may have removed either.
  if (conversation === undefined) return refuse('unknown_conversation')
  return participant === undefined ? refuse('not_a_participant') : answer(conversation, participant)
}

const answer = (conversation: ConversationRecord, participant: ParticipantRecord): Participant => ({
  conversationId: conversation.conversationId,
  userId: participant.userId,
  isIn: isIn(participant.member),
  member: formatSeqSet(participant.member),
  delivered: formatSeqSet(participant.delivered),
  read: formatSeqSet(participant.read),
  reopened: formatSeqSet(participant.reopened),
  sharing: participant.sharing,
  sharingInForce: sharingInForce(conversation.settings.sharing, participant.sharing, participant.userSharing),
  version: conversation.version,
  revision: participant.revision,
})
