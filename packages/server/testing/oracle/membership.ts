import { setText } from './gaps.ts'
import { textOf } from './seq-text.ts'
import {
  type Cell,
  type Conversation,
  messageIn,
  type Participant,
  participantIn,
  raiseRevision,
  raiseVersion,
  refused,
  type Sharing,
  sharingInForce,
  standing,
  type World,
} from './world.ts'

/** Names a participant. */
export interface OfParticipant {
  readonly conversationId: string
  readonly userId: string
}

/** How somebody joins. */
export interface Join extends OfParticipant {
  readonly history?: 'none' | 'all' | { readonly fromMessageId: string }
  readonly sharing?: Sharing | null
}

/** A message that a participant has marked nothing of. */
export const newCell = (member: boolean): Cell => ({
  member,
  delivered: false,
  read: false,
  shownDelivered: false,
  shownRead: false,
  reopened: false,
  deliveredAt: null,
  readAt: null,
})

/** One who was never in, or was forgotten since (PRV6). */
export function addParticipant(world: World, conversation: Conversation, userId: string): Participant {
  if (!world.users.has(userId)) world.users.set(userId, { userId, userName: null, userAvatarUrl: null, sharing: null })
  const ghost = world.ghosts.get(`${conversation.conversationId} ${userId}`)
  const participant: Participant = {
    userId,
    isIn: false,
    isErased: false,
    sharing: null,
    revision: 0,
    cells: conversation.messages.map((_, i) => ghost?.cells[i] ?? newCell(false)),
    lastMarked: 0,
  }
  conversation.participants.push(participant)
  return participant
}

/** MEM1. */
export function join(world: World, input: Join): unknown {
  const conversation = world.conversations.get(input.conversationId)
  if (conversation === undefined) return refused('unknown_conversation')
  const from = firstVisible(conversation, input.history ?? 'none')
  if (from === undefined) return refused('unknown_message')
  const participant = participantIn(conversation, input.userId) ?? addParticipant(world, conversation, input.userId)
  const wider = participant.cells.filter((cell, i) => i + 1 >= from && !cell.member)
  const sharing = input.sharing === undefined ? participant.sharing : input.sharing
  if (wider.length > 0 || !participant.isIn || sharing !== participant.sharing) {
    raiseVersion(world, conversation)
    raiseRevision(world, participant)
  }
  for (const cell of wider) cell.member = true
  participant.isIn = true
  share(world, participant, sharing)
  return participantAnswer(world, conversation, participant)
}

function firstVisible(conversation: Conversation, history: NonNullable<Join['history']>): number | undefined {
  if (history === 'none') return conversation.messages.length + 1
  return history === 'all' ? 1 : messageIn(conversation, history.fromMessageId)?.seq
}

/** MEM1. */
export function leave(world: World, input: OfParticipant): unknown {
  const conversation = world.conversations.get(input.conversationId)
  if (conversation === undefined) return refused('unknown_conversation')
  const participant = participantIn(conversation, input.userId)
  if (participant === undefined) return refused('not_a_participant')
  if (participant.isIn) {
    participant.isIn = false
    raiseVersion(world, conversation)
    raiseRevision(world, participant)
  }
  return participantAnswer(world, conversation, participant)
}

/** What a participant is to share; `null` follows its default. */
export interface SetSharing extends OfParticipant {
  readonly sharing: Sharing | null
}

/** PRV1. */
export function setSharing(world: World, input: SetSharing): unknown {
  const conversation = world.conversations.get(input.conversationId)
  if (conversation === undefined) return refused('unknown_conversation')
  const participant = participantIn(conversation, input.userId)
  const refusal = standing(participant)
  if (participant === undefined || refusal !== undefined) return refusal
  if (participant.sharing !== input.sharing) {
    raiseVersion(world, conversation)
    raiseRevision(world, participant)
  }
  share(world, participant, input.sharing)
  return participantAnswer(world, conversation, participant)
}

function share(world: World, participant: Participant, sharing: Sharing | null): void {
  const isChange = participant.sharing !== sharing
  participant.sharing = sharing
  for (const cell of isChange ? participant.cells : []) {
    if (world.mutations.has('sharingPublishesEarlier') && sharing === 'everything') cell.shownRead = cell.read
    if (world.mutations.has('sharingTakesBack') && sharing === 'nothing') cell.shownRead = false
  }
}

/** A participant's own truth. */
export function getParticipant(world: World, input: OfParticipant): unknown {
  const conversation = world.conversations.get(input.conversationId)
  if (conversation === undefined) return refused('unknown_conversation')
  const participant = participantIn(conversation, input.userId)
  return participant === undefined ? refused('not_a_participant') : participantAnswer(world, conversation, participant)
}

function participantAnswer(world: World, conversation: Conversation, participant: Participant): unknown {
  const members = participant.cells.flatMap((cell, i) => (cell.member ? [i + 1] : []))
  return {
    conversationId: conversation.conversationId,
    userId: participant.userId,
    isIn: participant.isIn,
    member: participant.isIn ? textOf(members, participant.cells.length + 1) : textOf(members),
    delivered: setText(participant, 'delivered'),
    read: setText(participant, 'read'),
    reopened: setText(participant, 'reopened'),
    sharing: participant.sharing,
    sharingInForce: sharingInForce(world, conversation, participant),
    version: conversation.version,
    revision: participant.revision,
  }
}
