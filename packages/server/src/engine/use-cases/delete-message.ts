import { type Refusal, refuse } from '@tallymark/core'
import * as z from 'zod'
import type { Command } from '../command.ts'
import type { EngineParts } from '../parts.ts'
import { conversationId, messageId } from '../schema.ts'

export const deleteMessageInput = z.strictObject({ conversationId, messageId })

export type DeleteMessageInput = z.output<typeof deleteMessageInput>

/** That a message counts nowhere any more. */
export interface Deleted {
  readonly seq: number
}

/** Says that a message is deleted (STA4). Saying it again changes nothing. */
export const deleteMessage =
  ({ lanes }: EngineParts) =>
  (input: DeleteMessageInput): Promise<Deleted | Refusal> =>
    lanes.submit(deleteMessageCommand(input))

const deleteMessageCommand = (input: DeleteMessageInput): Command<Deleted> => ({
  lane: input.conversationId,
  wanted: { conversations: [input.conversationId], messages: [[input.conversationId, input.messageId]] },
  decide(workspace, at) {
    if (workspace.conversation(input.conversationId) === undefined) return refuse('unknown_conversation')
    const message = workspace.message(input.conversationId, input.messageId)
    if (message === undefined) return refuse('unknown_message')
    if (message.deletedAt === null) {
      workspace.putMessage(input.conversationId, { ...message, deletedAt: at })
      workspace.raiseVersion(input.conversationId)
    }
    return () => ({ seq: message.seq })
  },
})
