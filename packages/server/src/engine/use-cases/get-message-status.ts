import { isRefusal, type Refusal, refuse, type Tally, tallies } from '@tallymark/core'
import * as z from 'zod'
import { fromCursor } from '../cursor.ts'
import type { EngineParts } from '../parts.ts'
import type { ConversationRecord, MemberRecord, MessageRecord } from '../ports/records.ts'
import type { Reader } from '../ports/store.ts'
import { type PublicParticipant, publicParticipant, type Summary, summaryOf } from '../public-picture.ts'
import { conversationId, cursor, messageId, pageLimit, userId } from '../schema.ts'
import { standing } from '../standing.ts'
import { obstacle } from '../view.ts'
import { type KnownOfRecipients, type RecipientFilter, type RecipientStatus, recipientPage } from './recipient-page.ts'

export const messageStatusInput = z.strictObject({
  conversationId,
  messageId,
  viewerId: userId.optional(),
  filter: z.enum(['read', 'delivered', 'pending']).optional().meta({ description: 'Only recipients of this status' }),
  limit: pageLimit.optional(),
  cursor: cursor.optional(),
})

export type MessageStatusInput = z.output<typeof messageStatusInput>

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
  (parts: EngineParts) =>
  async (input: MessageStatusInput): Promise<MessageStatusDetails | Refusal> => {
    const place = input.cursor === undefined ? '0' : fromCursor(input.cursor)
    if (place === undefined || !/^\d{1,15}$/.test(place)) return refuse('invalid_cursor')
    const isWatched = parts.replicas.peek(input.conversationId) !== undefined
    // Asked together: a turn to the store and back takes as long as what it does there.
    const [asked, rows] = await Promise.all([
      look(parts.reader, input),
      isWatched ? undefined : parts.reader.members(input.conversationId),
    ])
    if (isRefusal(asked)) return asked
    const picture = await pictureOf(parts, asked.conversation, rows)
    return details(parts.reader, picture, asked, { ...input, after: Number(place) })
  }

/** All that is shown of a conversation's members. */
interface MemberPicture {
  tally(message: MessageRecord): Tally
  /** In the order of their ordinals. */
  members(after: number): Iterable<PublicParticipant>
  member(ordinal: number): PublicParticipant | undefined
  known(message: MessageRecord): KnownOfRecipients | undefined
}

/** From the replica, if that is where the store is; otherwise from the rows. */
async function pictureOf(
  { reader, replicas }: EngineParts,
  conversation: ConversationRecord,
  rows: readonly MemberRecord[] | undefined,
): Promise<MemberPicture> {
  const replica = rows === undefined ? replicas.peek(conversation.conversationId) : undefined
  if (replica?.version === conversation.version && replica.key === conversation.key)
    return {
      tally: (message) => replica.tally(message),
      members: (after) => replica.membersAfter(after),
      member: (ordinal) => replica.member(ordinal)?.shown,
      known: ({ seq }) => replica.knownOf(seq),
    }
  const all = rows ?? (await reader.members(conversation.conversationId))
  const members = all.map((row) => publicParticipant(row, conversation.settings))
  return {
    tally: (message) => tallies(members, [message])[0] as Tally,
    members: () => members,
    member: (ordinal) => members.find((member) => member.ordinal === ordinal),
    known: () => undefined,
  }
}

async function details(
  reader: Reader,
  picture: MemberPicture,
  { conversation, message }: Asked,
  filter: RecipientFilter,
): Promise<MessageStatusDetails> {
  const { settings, version, conversationId: id } = conversation
  const summary = summaryOf(picture.tally(message), settings)
  const isListed = settings.visibility !== 'counts'
  const [senderId, page] = await Promise.all([
    senderOf(reader, picture, message),
    isListed
      ? recipientPage(reader, message, picture.members(filter.after), filter, picture.known(message))
      : { recipientStatuses: null, nextCursor: null },
  ])
  return { conversationId: id, messageId: message.messageId, seq: message.seq, senderId, ...summary, version, ...page }
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

async function senderOf(reader: Reader, picture: MemberPicture, message: MessageRecord): Promise<string | null> {
  if (message.sender === null) return null
  return picture.member(message.sender)?.userId ?? (await reader.userIdOf(message.conversationKey, message.sender))
}
