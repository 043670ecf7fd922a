import {
  type ConversationSettings,
  DEFAULT_SETTINGS,
  EMPTY,
  isIn,
  joined,
  NO_RECEIPTS,
  type Refusal,
  refuse,
  type UserId,
} from '@tallymark/core'
import * as z from 'zod'
import type { Command } from '../command.ts'
import type { EngineParts } from '../parts.ts'
import type { ConversationRecord, ParticipantRecord } from '../ports/records.ts'
import { conversationId, distinct, userId } from '../schema.ts'
import type { Workspace } from '../workspace.ts'
import { userOrNew } from './put-user.ts'

/** The most people that a conversation may be created with; more can join. */
export const CREATE_MAX_PARTICIPANTS = 10_000

export const conversationSettings = z.strictObject({
  visibility: z
    .enum(['everyone', 'sender', 'counts'])
    .meta({ description: 'Who sees receipts, or that all see counts only' }),
  sharing: z
    .enum(['optional', 'required', 'forbidden'])
    .meta({ description: 'Whether participants choose what they share, or the conversation chooses for them' }),
  headline: z
    .enum(['all', 'any'])
    .meta({ description: 'Whether a message is read when all have read it or when one has' }),
})

export const createConversationInput = z.strictObject({
  conversationId,
  participants: distinct(userId, CREATE_MAX_PARTICIPANTS).optional(),
  settings: conversationSettings.partial().optional(),
})

export type CreateConversationInput = z.output<typeof createConversationInput>

/** A conversation. */
export interface Conversation {
  readonly conversationId: string
  readonly settings: ConversationSettings
  /** The seq of its newest message, 0 if it has none. */
  readonly head: number
  readonly version: number
}

/** A conversation, and whether this very call made it. */
export interface CreatedConversation extends Conversation {
  readonly isNew: boolean
}

/**
 * Creates a conversation with its first participants, or changes the settings of one that exists. Naming people who are not in a
 * conversation that exists is refused with `conversation_exists`: they may have left since.
 */
export const createConversation =
  ({ lanes }: EngineParts) =>
  (input: CreateConversationInput): Promise<CreatedConversation | Refusal> =>
    lanes.submit(createConversationCommand(input))

const createConversationCommand = (input: CreateConversationInput): Command<CreatedConversation> => ({
  lane: input.conversationId,
  wanted: {
    conversations: [input.conversationId],
    participants: (input.participants ?? []).map((id) => [input.conversationId, id] as const),
    users: input.participants ?? [],
  },
  decide(workspace) {
    const existing = workspace.conversation(input.conversationId)
    if (existing === undefined) create(workspace, input)
    else if (input.participants?.some((id) => !isInNow(workspace, input.conversationId, id)))
      return refuse('conversation_exists')
    else changeSettings(workspace, existing, input.settings ?? {})
    return () => {
      const row = workspace.conversation(input.conversationId)
      // A later command of the same commit may have removed it.
      if (row === undefined) return refuse('unknown_conversation')
      return { ...conversationOf(row), isNew: existing === undefined }
    }
  },
})

const isInNow = (workspace: Workspace, id: CreateConversationInput['conversationId'], user: UserId): boolean => {
  const participant = workspace.participant(id, user)
  return participant !== undefined && isIn(participant.member)
}

function create(workspace: Workspace, input: CreateConversationInput): void {
  const participants = input.participants ?? []
  const row: ConversationRecord = {
    key: workspace.newConversationKey(),
    conversationId: input.conversationId,
    head: 0,
    version: 1,
    nextOrdinal: 1 + participants.length,
    silentCount: 0,
    settings: { ...DEFAULT_SETTINGS, ...input.settings },
  }
  workspace.putConversation(row)
  participants.forEach((id, i) => {
    const part = newParticipant(workspace, row, id, 1 + i)
    workspace.reviseParticipant(row.conversationId, { ...part, member: joined(EMPTY, 1) })
  })
}

function changeSettings(workspace: Workspace, row: ConversationRecord, settings: Partial<ConversationSettings>): void {
  const after = { ...row.settings, ...settings }
  const fields = ['visibility', 'sharing', 'headline'] as const
  if (fields.every((field) => after[field] === row.settings[field])) return
  workspace.putConversation({ ...row, settings: after })
  workspace.raiseVersion(row.conversationId)
}

/** A participant who was never in before; its user is put if there is none yet. The user must have been wanted. */
export function newParticipant(
  workspace: Workspace,
  conversation: ConversationRecord,
  id: UserId,
  ordinal: number,
): ParticipantRecord {
  const user = userOrNew(workspace, id)
  if (workspace.user(id) === undefined) workspace.putUser(user)
  return {
    ...NO_RECEIPTS,
    conversationKey: conversation.key,
    userKey: user.key,
    userId: id,
    ordinal,
    member: EMPTY,
    sharing: null,
    userSharing: user.sharing,
    revision: 0,
    postedCount: 0,
    postedSilentCount: 0,
  }
}

/** A conversation as it is answered. */
export const conversationOf = ({ conversationId: id, settings, head, version }: ConversationRecord): Conversation => ({
  conversationId: id,
  settings,
  head,
  version,
})
