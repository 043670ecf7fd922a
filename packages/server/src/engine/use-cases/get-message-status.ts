import {
  has,
  isRecipient,
  isRefusal,
  type RecipientState,
  type Refusal,
  recipientState,
  refuse,
  statusText,
  tallies,
} from '@tallymark/core'
import * as z from 'zod'
import { fromCursor, toCursor } from '../cursor.ts'
import type { EngineParts } from '../parts.ts'
import type { ConversationRecord, MessageRecord, ReceiptTimes, UserRecord } from '../ports/records.ts'
import type { Reader } from '../ports/store.ts'
import { type PublicParticipant, publicParticipant, type Summary, summaryOf } from '../public-picture.ts'
import { conversationId, cursor, messageId, pageLimit, userId } from '../schema.ts'
import { standing } from '../standing.ts'
import { obstacle } from '../view.ts'
import { PAGE_LIMIT } from './get-inbox.ts'

export const messageStatusInput = z.strictObject({
  conversationId,
  messageId,
  viewerId: userId.optional(),
  filter: z.enum(['read', 'delivered', 'pending']).optional().meta({ description: 'Only recipients of this status' }),
  limit: pageLimit.optional(),
  cursor: cursor.optional(),
})

export type MessageStatusInput = z.output<typeof messageStatusInput>

/** One recipient of a message, as far as others may know (PRV3). */
export interface RecipientStatus {
  readonly userId: string
  readonly userName: string | null
  readonly userAvatarUrl: string | null
  readonly deliveredAt: Date | null
  readonly readAt: Date | null
  readonly isDelivered: boolean
  readonly isRead: boolean
  readonly statusText: string
}

/** The public picture of a message (STA5). */
export interface MessageStatusDetails extends Summary {
  readonly conversationId: string
  readonly messageId: string
  readonly seq: number
  /** `null` for a message of the system, and of a sender who was erased. */
  readonly senderId: string | null
  /** A page of the recipients, in order of joining; `null` where the conversation shows counts only (PRV5). */
  readonly recipientStatuses: readonly RecipientStatus[] | null
  /** Asks for the next page; `null` on the last. */
  readonly nextCursor: string | null
  readonly version: number
}

/** Who has a message, who read it and when, as far as the viewer may know; without a viewer as its sender would see it. */
export const getMessageStatus =
  ({ reader }: EngineParts) =>
  async (input: MessageStatusInput): Promise<MessageStatusDetails | Refusal> => {
    const place = input.cursor === undefined ? '0' : fromCursor(input.cursor)
    if (place === undefined || !/^\d{1,15}$/.test(place)) return refuse('invalid_cursor')
    const after = Number(place)
    // Asked together: a turn to the store and back takes as long as what it does there.
    const [asked, rows] = await Promise.all([look(reader, input), reader.members(input.conversationId)])
    if (isRefusal(asked)) return asked
    const { conversation, message } = asked
    const members = rows.map((row) => publicParticipant(row, conversation.settings))
    const [tally] = tallies(members, [message])
    const isListed = conversation.settings.visibility !== 'counts'
    const [senderId, page] = await Promise.all([
      senderOf(reader, members, message),
      isListed ? recipientPage(reader, message, members, input, after) : { recipientStatuses: null, nextCursor: null },
    ])
    return {
      conversationId: conversation.conversationId,
      messageId: message.messageId,
      seq: message.seq,
      senderId,
      ...summaryOf(tally as NonNullable<typeof tally>, conversation.settings),
      version: conversation.version,
      ...page,
    }
  }

interface Asked {
  readonly conversation: ConversationRecord
  readonly message: MessageRecord
}

async function look(reader: Reader, input: MessageStatusInput): Promise<Asked | Refusal> {
  const found = await reader.find({
    conversations: [input.conversationId],
    messages: [[input.conversationId, input.messageId]],
    participants: input.viewerId === undefined ? [] : [[input.conversationId, input.viewerId]],
  })
  const [conversation] = found.conversations
  const [message] = found.messages
  if (conversation === undefined) return refuse('unknown_conversation')
  const [viewer] = found.participants
  const refusal =
    (input.viewerId === undefined ? undefined : standing(viewer)) ??
    obstacle(viewer ?? 'chat', message, conversation.settings.visibility)
  return refusal ?? { conversation, message: message as MessageRecord }
}

async function senderOf(
  reader: Reader,
  members: readonly PublicParticipant[],
  message: MessageRecord,
): Promise<string | null> {
  if (message.sender === null) return null
  const here = members.find((member) => member.ordinal === message.sender)
  return here?.userId ?? (await reader.userIdOf(message.conversationKey, message.sender))
}

async function recipientPage(
  reader: Reader,
  message: MessageRecord,
  members: readonly PublicParticipant[],
  input: MessageStatusInput,
  after: number,
): Promise<Pick<MessageStatusDetails, 'recipientStatuses' | 'nextCursor'>> {
  const rest = members.filter(
    (member) =>
      member.ordinal > after &&
      isRecipient(member, message) &&
      (input.filter === undefined || recipientState(member, message.seq) === input.filter),
  )
  const page = rest.slice(0, input.limit ?? PAGE_LIMIT)
  const marking = page.filter((member) => recipientState(member, message.seq) !== 'pending')
  const [profiles, known] = await Promise.all([
    reader.profiles(page.map((member) => member.userKey)),
    reader.receiptTimes(
      message.conversationKey,
      message.seq,
      marking.map((member) => member.ordinal),
    ),
  ])
  const times = new Map(marking.map((member, i) => [member.ordinal, known[i]]))
  const last = page[page.length - 1]
  return {
    recipientStatuses: page.map((member, i) =>
      recipientStatus(member, message.seq, profiles[i], times.get(member.ordinal)),
    ),
    nextCursor: page.length < rest.length && last !== undefined ? toCursor(String(last.ordinal)) : null,
  }
}

function recipientStatus(
  member: PublicParticipant,
  seq: number,
  profile: UserRecord | undefined,
  times: ReceiptTimes | undefined,
): RecipientStatus {
  const state: RecipientState = recipientState(member, seq)
  const isRead = state === 'read'
  const readAt = isRead ? dateOf(times?.readAt) : null
  // A delivery that was never shown has no time that others may know: it is known since the read was (PRV3).
  const deliveredAt = has(member.shownDelivered, seq) ? dateOf(times?.deliveredAt) : readAt
  return {
    userId: member.userId,
    userName: profile?.userName ?? null,
    userAvatarUrl: profile?.userAvatarUrl ?? null,
    deliveredAt,
    readAt,
    isDelivered: state !== 'pending',
    isRead,
    statusText: statusText(state),
  }
}

const dateOf = (at: number | null | undefined): Date | null => (at === null || at === undefined ? null : new Date(at))
