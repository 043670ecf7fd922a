import { type Refusal, refuse } from '@tallymark/core'
import * as z from 'zod'
import type { Command } from '../command.ts'
import type { EngineParts } from '../parts.ts'
import type { ConversationRecord, MessageRecord, ParticipantRecord } from '../ports/records.ts'
import { conversationId, messageId, userId } from '../schema.ts'
import { standing } from '../standing.ts'
import type { Workspace } from '../workspace.ts'

export const postInput = z.strictObject({
  conversationId,
  messageId,
  senderId: userId.optional().meta({ description: 'Who sent it; left out for a message of the system' }),
  postedAt: z.union([z.iso.datetime({ offset: true }).transform((text) => new Date(text)), z.date()]).optional(),
  silent: z.boolean().optional().meta({ description: 'Whether it never counts as unread' }),
})

export type PostInput = z.output<typeof postInput>

/** Where a message stands in its conversation. */
export interface Posted {
  readonly seq: number
  /** Whether this very call posted it (SEQ2). */
  readonly isNew: boolean
}

/** Gives a message the next seq of its conversation (SEQ1), or says again which one it has (SEQ2). */
export const post =
  ({ lanes }: EngineParts) =>
  (input: PostInput): Promise<Posted | Refusal> =>
    lanes.submit(postCommand(input))

/** The command of a post. */
export const postCommand = (input: PostInput): Command<Posted> => ({
  lane: input.conversationId,
  wanted: {
    conversations: [input.conversationId],
    participants: input.senderId === undefined ? [] : [[input.conversationId, input.senderId]],
    messages: [[input.conversationId, input.messageId]],
  },
  decide(workspace, at) {
    const conversation = workspace.conversation(input.conversationId)
    if (conversation === undefined) return refuse('unknown_conversation')
    const sender = input.senderId === undefined ? null : workspace.participant(input.conversationId, input.senderId)
    const existing = workspace.message(input.conversationId, input.messageId)
    if (existing !== undefined) {
      const isSame = existing.sender === (sender === null ? null : (sender?.ordinal ?? 0))
      return isSame ? () => ({ seq: existing.seq, isNew: false }) : refuse('message_conflict')
    }
    const refusal = sender === null ? undefined : standing(sender)
    if (refusal !== undefined) return refusal
    const seq = append(workspace, conversation, sender ?? null, input, at)
    return () => ({ seq, isNew: true })
  },
})

function append(
  workspace: Workspace,
  conversation: ConversationRecord,
  sender: ParticipantRecord | null,
  input: PostInput,
  at: number,
): number {
  const seq = conversation.head + 1
  const oneIfSilent = input.silent === true ? 1 : 0
  const message: MessageRecord = {
    conversationKey: conversation.key,
    seq,
    messageId: input.messageId,
    sender: sender?.ordinal ?? null,
    postedAt: input.postedAt?.getTime() ?? at,
    silent: input.silent === true,
    deletedAt: null,
    senderCount: sender === null ? 0 : sender.postedCount + 1,
    silentCount: conversation.silentCount + oneIfSilent,
    senderSilentCount: sender === null ? 0 : sender.postedSilentCount + oneIfSilent,
  }
  workspace.putMessage(conversation.conversationId, message)
  workspace.putConversation({ ...conversation, head: seq, silentCount: message.silentCount })
  workspace.raiseVersion(conversation.conversationId)
  if (sender !== null) {
    const { senderCount: postedCount, senderSilentCount: postedSilentCount } = message
    workspace.putParticipant(conversation.conversationId, { ...sender, postedCount, postedSilentCount })
  }
  return seq
}
