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

const removeConversationCommand = (input: RemoveConversationInput, meant: { key?: number } = {}): Command<Removed> => ({
  lane: input.conversationId,
  wanted: { conversations: [input.conversationId] },
  standsAlone: true,
  endsBatch: true,
  decide(workspace) {
    const row = workspace.conversation(input.conversationId)
    // Decided anew, since nobody knew whether it was written: what was meant is gone, whatever has its id by now.
    const isDone = meant.key !== undefined && row?.key !== meant.key
    if (isDone) return () => ({ conversationId: input.conversationId })
    if (row === undefined) return refuse('unknown_conversation')
    meant.key = row.key
    workspace.removeConversation(row)
    return () => ({ conversationId: input.conversationId })
  },
})
