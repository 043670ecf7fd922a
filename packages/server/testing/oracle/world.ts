import type { Mutation } from './mutations.ts'

/** What a participant lets others know (PRV1). */
export type Sharing = 'everything' | 'delivered' | 'nothing'

/** What a conversation may choose. */
export interface Settings {
  visibility: 'everyone' | 'sender' | 'counts'
  sharing: 'optional' | 'required' | 'forbidden'
  headline: 'all' | 'any'
}

/** An outcome that is not what was asked for. */
export interface Refused {
  readonly refused: string
}

/** A profile. */
export interface User {
  readonly userId: string
  userName: string | null
  userAvatarUrl: string | null
  sharing: Sharing | null
}

/** All there is to know of one message and one participant. */
export interface Cell {
  member: boolean
  delivered: boolean
  read: boolean
  shownDelivered: boolean
  shownRead: boolean
  reopened: boolean
  deliveredAt: number | null
  readAt: number | null
}

/** A user's part in one conversation. */
export interface Participant {
  readonly userId: string
  isIn: boolean
  isErased: boolean
  sharing: Sharing | null
  revision: number
  /** One for each message of the conversation, by seq - 1. */
  cells: Cell[]
  lastMarked: number
}

/** What is known of a message. */
export interface Message {
  readonly messageId: string
  readonly seq: number
  /** Nobody for a message of the system. */
  readonly sender: Participant | null
  readonly silent: boolean
  deleted: boolean
}

/** A conversation with all that belongs to it. */
export interface Conversation {
  readonly conversationId: string
  settings: Settings
  version: number
  readonly messages: Message[]
  /** In order of first joining, also those who left, never those who were erased. */
  participants: Participant[]
}

/** Everything that the oracle knows. */
export interface World {
  readonly users: Map<string, User>
  readonly conversations: Map<string, Conversation>
  readonly maxRanges: number
  readonly mutations: ReadonlySet<Mutation>
  /** What rose already in the commit under way (VER1, VER2). */
  readonly raised: Set<Conversation | Participant>
  /** Used by a mutation only: those who should have been forgotten. */
  readonly ghosts: Map<string, Participant>
}

/** A refusal with this code. */
export const refused = (code: string): Refused => ({ refused: code })

/** Whether an outcome is a refusal. */
export const isRefused = (outcome: unknown): outcome is Refused =>
  typeof outcome === 'object' && outcome !== null && 'refused' in outcome

/** The participant, in or left; nothing for one who never joined or was erased. */
export const participantIn = (conversation: Conversation, userId: string): Participant | undefined =>
  conversation.participants.find((participant) => participant.userId === userId)

/** The message of this id. */
export const messageIn = (conversation: Conversation, messageId: string): Message | undefined =>
  conversation.messages.find((message) => message.messageId === messageId)

/** What is known of a participant and the message at a seq. */
export const cellAt = (participant: Participant, seq: number): Cell => participant.cells[seq - 1] as Cell

/** Why a user may not act or look (MEM4). */
export function standing(participant: Participant | undefined): Refused | undefined {
  if (participant === undefined) return refused('not_a_participant')
  return participant.isIn ? undefined : refused('left_conversation')
}

/** VER1: once a commit. */
export function raiseVersion(world: World, conversation: Conversation): void {
  if (world.raised.has(conversation)) return
  world.raised.add(conversation)
  conversation.version += 1
}

/** VER2: once a commit. */
export function raiseRevision(world: World, participant: Participant): void {
  if (world.raised.has(participant)) return
  world.raised.add(participant)
  participant.revision += 1
}

/** PRV1. */
export function sharingInForce(world: World, conversation: Conversation, participant: Participant): Sharing {
  if (conversation.settings.sharing === 'required') return 'everything'
  if (conversation.settings.sharing === 'forbidden') return 'nothing'
  return participant.sharing ?? world.users.get(participant.userId)?.sharing ?? 'everything'
}
