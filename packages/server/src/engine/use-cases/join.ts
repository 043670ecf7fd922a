import { equals, joined, type MessageId, type Refusal, refuse, type SeqSet, type Sharing } from '@tallymark/core'
import * as z from 'zod'
import type { Command } from '../command.ts'
import type { EngineParts } from '../parts.ts'
import type { ConversationRecord } from '../ports/records.ts'
import { conversationId, messageId, sharing, userId } from '../schema.ts'
import type { Workspace } from '../workspace.ts'
import { newParticipant } from './create-conversation.ts'
import { type Participant, participantOf } from './get-participant.ts'

export const history = z
  .union([z.enum(['none', 'all']), z.strictObject({ fromMessageId: messageId })])
  .meta({ description: 'From which message on the participant sees: none of the past, all of it, or from a message' })

export const joinInput = z.strictObject({
  conversationId,
  userId,
  history: history.optional(),
  sharing: sharing.nullable().optional(),
})

export type JoinInput = z.output<typeof joinInput>

/** Joins, joins again, or widens the visible history of one who is in (MEM1); sets what it shares here if that is given. */
export const join =
  ({ lanes }: EngineParts) =>
  (input: JoinInput): Promise<Participant | Refusal> =>
    lanes.submit(joinCommand(input))

const joinCommand = (input: JoinInput): Command<Participant> => ({
  lane: input.conversationId,
  wanted: {
    conversations: [input.conversationId],
    participants: [[input.conversationId, input.userId]],
    users: [input.userId],
    seqs: typeof input.history === 'object' ? [[input.conversationId, input.history.fromMessageId]] : [],
  },
  decide(workspace) {
    const conversation = workspace.conversation(input.conversationId)
    if (conversation === undefined) return refuse('unknown_conversation')
    const from = firstVisible(workspace, conversation, input.history ?? 'none')
    if (from === undefined) return refuse('unknown_message')
    admit(workspace, conversation, input, from)
    return () => participantOf(workspace, input)
  },
})

function admit(workspace: Workspace, conversation: ConversationRecord, input: JoinInput, from: number): void {
  const existing = workspace.participant(input.conversationId, input.userId)
  if (existing === undefined) workspace.putConversation({ ...conversation, nextOrdinal: conversation.nextOrdinal + 1 })
  const before = existing ?? newParticipant(workspace, conversation, input.userId, conversation.nextOrdinal)
  const member: SeqSet = joined(before.member, from)
  const shares: Sharing | null = input.sharing === undefined ? before.sharing : input.sharing
  if (equals(member, before.member) && shares === before.sharing) return
  workspace.reviseParticipant(input.conversationId, { ...before, member, sharing: shares })
  workspace.raiseVersion(input.conversationId)
}

function firstVisible(
  workspace: Workspace,
  conversation: ConversationRecord,
  wanted: 'none' | 'all' | { readonly fromMessageId: MessageId },
): number | undefined {
  if (wanted === 'all') return 1
  if (wanted === 'none') return conversation.head + 1
  return workspace.seq(conversation.conversationId, wanted.fromMessageId)
}
