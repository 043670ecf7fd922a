import type { OfMessage } from './messages.ts'
import {
  type Cell,
  type Conversation,
  cellAt,
  type Message,
  messageIn,
  type Participant,
  participantIn,
  type Refused,
  refused,
  sharingInForce,
  standing,
  type World,
} from './world.ts'

type State = 'read' | 'delivered' | 'pending'

/** STA1, of what is shown (PRV3). */
function stateOf(cell: Cell): State {
  if (cell.shownRead) return 'read'
  return cell.shownDelivered ? 'delivered' : 'pending'
}

/** MEM2. */
const audienceOf = (world: World, { participants }: Conversation, message: Message): readonly Participant[] =>
  participants.filter(
    (participant) =>
      (participant.isIn || world.mutations.has('leaverCounts')) &&
      (cellAt(participant, message.seq).member || world.mutations.has('lateJoinerCounts')) &&
      participant !== message.sender,
  )

/** STA2, STA3, STA5. */
function summaryOf(world: World, conversation: Conversation, message: Message) {
  const audience = audienceOf(world, conversation, message)
  const states = audience.map((participant) => stateOf(cellAt(participant, message.seq)))
  const totalRecipients = audience.length
  const readCount = states.filter((state) => state === 'read').length
  const deliveredCount = states.filter((state) => state !== 'pending').length
  const hiddenCount = audience.filter(
    (participant, i) => states[i] !== 'read' && sharingInForce(world, conversation, participant) !== 'everything',
  ).length
  const counts = { totalRecipients, deliveredCount, readCount, hiddenCount }
  return { overallStatus: overallOf(conversation, counts), ...counts, summaryText: textOfCounts(counts) }
}

interface Counts {
  readonly totalRecipients: number
  readonly deliveredCount: number
  readonly readCount: number
}

function overallOf({ settings }: Conversation, { totalRecipients, deliveredCount, readCount }: Counts): string {
  if (totalRecipients === 0) return 'sent'
  if (settings.headline === 'any') return readCount > 0 ? 'read' : deliveredCount > 0 ? 'delivered' : 'sent'
  if (readCount === totalRecipients) return 'read'
  if (deliveredCount === totalRecipients) return 'delivered'
  return deliveredCount > 0 ? 'partial' : 'sent'
}

function textOfCounts({ totalRecipients: total, deliveredCount, readCount }: Counts): string {
  if (total === 0) return 'Sent'
  if (total === 1) return readCount === 1 ? 'Read' : deliveredCount === 1 ? 'Delivered' : 'Sent'
  if (readCount > 0) return readCount === total ? 'Read by all' : `Read by ${readCount} of ${total}`
  if (deliveredCount > 0)
    return deliveredCount === total ? 'Delivered to all' : `Delivered to ${deliveredCount} of ${total}`
  return 'Sent'
}

/** STA4, STA5, PRV5: why a viewer who is in may not see a message. */
function obstacle(
  world: World,
  conversation: Conversation,
  viewer: Participant | undefined,
  message: Message | undefined,
): Refused | undefined {
  if (message === undefined) return refused('unknown_message')
  if (viewer !== undefined && !cellAt(viewer, message.seq).member) return refused('outside_membership')
  if (message.deleted && !world.mutations.has('deletedHasStatus')) return refused('message_deleted')
  const isHidden = viewer !== undefined && conversation.settings.visibility === 'sender' && message.sender !== viewer
  return isHidden ? refused('hidden') : undefined
}

/** What is asked of one message. */
export interface MessageStatus extends OfMessage {
  readonly viewerId?: string
  readonly filter?: State
}

/** A message's public picture with all recipients on one page. */
export function getMessageStatus(world: World, input: MessageStatus): unknown {
  const conversation = world.conversations.get(input.conversationId)
  if (conversation === undefined) return refused('unknown_conversation')
  const viewer = input.viewerId === undefined ? undefined : participantIn(conversation, input.viewerId)
  const message = messageIn(conversation, input.messageId)
  const refusal =
    (input.viewerId === undefined ? undefined : standing(viewer)) ?? obstacle(world, conversation, viewer, message)
  if (message === undefined || refusal !== undefined) return refusal
  const recipients = audienceOf(world, conversation, message).filter(
    (one) => input.filter === undefined || stateOf(cellAt(one, message.seq)) === input.filter,
  )
  return {
    conversationId: conversation.conversationId,
    messageId: message.messageId,
    seq: message.seq,
    senderId: message.sender === null || message.sender.isErased ? null : message.sender.userId,
    ...summaryOf(world, conversation, message),
    version: conversation.version,
    recipientStatuses:
      conversation.settings.visibility === 'counts' ? null : recipients.map((one) => recipientOf(world, one, message)),
    nextCursor: null,
  }
}

function recipientOf(world: World, { userId, cells }: Participant, { seq }: Message) {
  const cell = cells[seq - 1] as Cell
  const state = stateOf(cell)
  const user = world.users.get(userId)
  const readAt = state === 'read' ? dateOf(cell.readAt) : null
  return {
    userId,
    userName: user?.userName ?? null,
    userAvatarUrl: user?.userAvatarUrl ?? null,
    deliveredAt: cell.shownDelivered ? dateOf(cell.deliveredAt) : readAt,
    readAt,
    isDelivered: state !== 'pending',
    isRead: state === 'read',
    statusText: { read: 'Read', delivered: 'Delivered', pending: 'Pending' }[state],
  }
}

const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at))

/** What is asked of a screenful. */
export interface Summaries {
  readonly conversationId: string
  readonly viewerId?: string
  readonly messageIds?: readonly string[]
  readonly fromMessageId?: string
  readonly toMessageId?: string
}

/** STA6. */
export function getSummaries(world: World, input: Summaries): unknown {
  const conversation = world.conversations.get(input.conversationId)
  if (conversation === undefined) return refused('unknown_conversation')
  const viewer = input.viewerId === undefined ? undefined : participantIn(conversation, input.viewerId)
  const refusal = input.viewerId === undefined ? undefined : standing(viewer)
  if (refusal !== undefined) return refusal
  const ids = input.messageIds ?? idsBetween(conversation, input.fromMessageId, input.toMessageId)
  if (ids === undefined) return refused('unknown_message')
  return {
    conversationId: conversation.conversationId,
    version: conversation.version,
    summaries: ids.map((messageId) => {
      const message = messageIn(conversation, messageId)
      const why = obstacle(world, conversation, viewer, message)
      if (message === undefined || why !== undefined) return { messageId, ...why }
      return { messageId, seq: message.seq, ...summaryOf(world, conversation, message) }
    }),
  }
}

function idsBetween({ messages }: Conversation, from = '', to = ''): readonly string[] | undefined {
  const first = messages.find((message) => message.messageId === from)?.seq
  const last = messages.find((message) => message.messageId === to)?.seq
  if (first === undefined || last === undefined) return undefined
  return messages.filter(({ seq }) => seq >= first && seq <= last).map((message) => message.messageId)
}
