import { type Refusal, refuse } from '@tallymark/core'
import * as z from 'zod'
import type { Command } from '../command.ts'
import type { EngineParts } from '../parts.ts'
import { conversationId } from '../schema.ts'

export const removeConversationInput = z.strictObject({ conversationId })

export type RemoveConversationInput = z.output<typeof removeConversationInput>

/** That a conversation is gone. */
export interface Removed {
  readonly conversationId: string
}

/** Removes a conversation with its participants, messages and receipts. */
export const removeConversation =
  ({ lanes }: EngineParts) =>
  (input: RemoveConversationInput): Promise<Removed | Refusal> =>
    lanes.submit(removeConversationCommand(input))

const removeConversationCommand = (input: RemoveConversationInput): Command<Removed> => ({
  lane: input.conversationId,
  wanted: { conversations: [input.conversationId] },
  standsAlone: true,
  decide(workspace) {
    const row = workspace.conversation(input.conversationId)
    if (row === undefined) return refuse('unknown_conversation')
    workspace.removeConversation(row)
    return () => ({ conversationId: input.conversationId })
  },
})
