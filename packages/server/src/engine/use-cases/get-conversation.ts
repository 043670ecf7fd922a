import { type Refusal, refuse, type UserId } from '@tallymark/core'
import * as z from 'zod'
import type { EngineParts } from '../parts.ts'
import { conversationId, userId } from '../schema.ts'
import { standing } from '../standing.ts'
import { type Conversation, conversationOf } from './create-conversation.ts'

export const conversationInput = z.strictObject({ conversationId, viewerId: userId.optional() })

export type ConversationInput = z.output<typeof conversationInput>

/** A conversation, to whoever is in it. */
export const getConversation =
  ({ reader }: EngineParts) =>
  async (input: ConversationInput): Promise<Conversation | Refusal> => {
    const pairs = input.viewerId === undefined ? [] : [[input.conversationId, input.viewerId as UserId] as const]
    const found = await reader.find({ conversations: [input.conversationId], participants: pairs })
    const [conversation] = found.conversations
    if (conversation === undefined) return refuse('unknown_conversation')
    const refusal = input.viewerId === undefined ? undefined : standing(found.participants[0])
    return refusal ?? conversationOf(conversation)
  }
