import type { Command } from '../oracle/oracle.ts'
import { commandsOf, type History } from './history.ts'

/** Everybody and every conversation that a history speaks of. */
export interface Cast {
  readonly conversationIds: readonly string[]
  readonly userIds: readonly string[]
}

/** The cast of a history. */
export function castOf({ steps }: History): Cast {
  const commands = steps.flatMap(commandsOf)
  return {
    conversationIds: [...new Set(commands.flatMap(conversationsIn))],
    // Somebody who is never spoken of asks as well.
    userIds: [...new Set([...commands.flatMap(usersIn), 'stranger'])],
  }
}

function conversationsIn({ name, input }: Command): readonly string[] {
  if (name === 'markMany') return input.map((mark) => mark.conversationId)
  return 'conversationId' in input ? [input.conversationId] : []
}

function usersIn({ name, input }: Command): readonly string[] {
  if (name === 'markMany') return input.map((mark) => mark.recipientId)
  if (name === 'createConversation') return input.participants ?? []
  if ('recipientId' in input) return [input.recipientId]
  if ('senderId' in input && input.senderId !== undefined) return [input.senderId]
  return 'userId' in input ? [input.userId] : []
}
