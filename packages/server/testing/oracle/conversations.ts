import { addParticipant } from './membership.ts'
import {
  type Conversation,
  participantIn,
  raiseRevision,
  raiseVersion,
  refused,
  type Settings,
  standing,
  type World,
} from './world.ts'

/** What is created or changed. */
export interface CreateConversation {
  readonly conversationId: string
  readonly participants?: readonly string[]
  readonly settings?: Partial<Settings>
}

/** Creates it with its first participants, or changes its settings; VER1, VER2. */
export function createConversation(world: World, input: CreateConversation): unknown {
  const existing = world.conversations.get(input.conversationId)
  if (existing === undefined) return { ...answerOf(create(world, input)), isNew: true }
  if (input.participants?.some((userId) => participantIn(existing, userId)?.isIn !== true))
    return refused('conversation_exists')
  const settings: Settings = { ...existing.settings, ...input.settings }
  if (JSON.stringify(settings) !== JSON.stringify(existing.settings)) raiseVersion(world, existing)
  existing.settings = settings
  return { ...answerOf(existing), isNew: false }
}

function create(world: World, { conversationId, participants, settings }: CreateConversation): Conversation {
  const conversation: Conversation = {
    conversationId,
    settings: { visibility: 'everyone', sharing: 'optional', headline: 'all', ...settings },
    version: 0,
    messages: [],
    participants: [],
  }
  world.conversations.set(conversationId, conversation)
  raiseVersion(world, conversation)
  for (const userId of participants ?? []) {
    const participant = addParticipant(world, conversation, userId)
    participant.isIn = true
    raiseRevision(world, participant)
  }
  return conversation
}

/** A conversation, to whoever is in it. */
export function getConversation(world: World, input: { conversationId: string; viewerId?: string }): unknown {
  const conversation = world.conversations.get(input.conversationId)
  if (conversation === undefined) return refused('unknown_conversation')
  const refusal = input.viewerId === undefined ? undefined : standing(participantIn(conversation, input.viewerId))
  return refusal ?? answerOf(conversation)
}

/** Nothing of it is left. */
export function removeConversation(world: World, { conversationId }: { conversationId: string }): unknown {
  return world.conversations.delete(conversationId) ? { conversationId } : refused('unknown_conversation')
}

const answerOf = ({ conversationId, settings, messages, version }: Conversation) => ({
  conversationId,
  settings,
  head: messages.length,
  version,
})
