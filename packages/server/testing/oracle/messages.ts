import { newCell } from './membership.ts'
import { messageIn, participantIn, raiseVersion, refused, standing, type World } from './world.ts'

/** Names a message. */
export interface OfMessage {
  readonly conversationId: string
  readonly messageId: string
}

/** What is posted. */
export interface Post extends OfMessage {
  readonly senderId?: string
  readonly silent?: boolean
}

/** SEQ1, SEQ2, MEM4. */
export function post(world: World, input: Post): unknown {
  const conversation = world.conversations.get(input.conversationId)
  if (conversation === undefined) return refused('unknown_conversation')
  const sender = input.senderId === undefined ? null : participantIn(conversation, input.senderId)
  const existing = messageIn(conversation, input.messageId)
  if (existing !== undefined)
    return existing.sender === sender ? { seq: existing.seq, isNew: false } : refused('message_conflict')
  const refusal = sender === null ? undefined : standing(sender)
  if (sender === undefined || refusal !== undefined) return refusal
  const { messageId, silent = false } = input
  const seq = conversation.messages.length + 1
  conversation.messages.push({ messageId, seq, sender, silent, deleted: false })
  for (const participant of conversation.participants) participant.cells.push(newCell(participant.isIn))
  raiseVersion(world, conversation)
  return { seq, isNew: true }
}

/** STA4. */
export function deleteMessage(world: World, input: OfMessage): unknown {
  const conversation = world.conversations.get(input.conversationId)
  if (conversation === undefined) return refused('unknown_conversation')
  const message = messageIn(conversation, input.messageId)
  if (message === undefined) return refused('unknown_message')
  if (!message.deleted && !world.mutations.has('deletionKeepsVersion')) raiseVersion(world, conversation)
  message.deleted = true
  return { seq: message.seq }
}
