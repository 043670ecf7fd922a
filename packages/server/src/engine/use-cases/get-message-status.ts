import { isRefusal, type Refusal, refuse, type Tally, tallies } from '@tallymark/core'
import * as z from 'zod'
import { fromCursor } from '../cursor.ts'
import type { EngineParts } from '../parts.ts'
import type { ConversationRecord, MemberRecord, MessageRecord } from '../ports/records.ts'
import type { Reader } from '../ports/store.ts'
import { type PublicParticipant, publicParticipant, type Summary, summaryOf } from '../public-picture.ts'
import type { Replica } from '../replica/replica.ts'
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
    const replica = parts.replicas.peek(input.conversationId)
    const seen = replica === undefined ? undefined : await lookInReplica(parts.reader, replica, input)
    const asked = seen ?? (await look(parts.reader, input))
    if (isRefusal(asked)) return asked
    // After the version, which must not say more than they do.
    const rows =
      replica === undefined ? await parts.reader.members(input.conversationId, asked.conversation.key) : undefined
    const picture = await pictureOf(parts, asked, rows)
    return details(parts.reader, picture, asked, { ...input, after: Number(place) })
  }

/** All that is shown of a conversation's members. */
interface MemberPicture {
  tally(): Tally
  /** In the order of their ordinals. */
  members(after: number): Iterable<PublicParticipant>
  member(ordinal: number): PublicParticipant | undefined
  readonly known: KnownOfRecipients | undefined
}

/** From the replica, if that is where the store is; otherwise from the rows. */
async function pictureOf(
  { reader, replicas }: EngineParts,
  { conversation, message }: Asked,
  rows: readonly MemberRecord[] | undefined,
): Promise<MemberPicture> {
  const replica = rows === undefined ? replicas.peek(conversation.conversationId) : undefined
  if (replica !== undefined && isAt(replica, conversation)) {
    replica.names.learn(message)
    return {
      tally: () => replica.tally(message),
      members: (after) => replica.membersAfter(after),
      member: (ordinal) => replica.member(ordinal)?.shown,
      known: replica.knownOf(message.seq),
    }
  }
  const all = rows ?? (await reader.members(conversation.conversationId, conversation.key))
  const members = all.map((row) => publicParticipant(row, conversation.settings))
  return {
    tally: () => tallies(members, [message])[0] as Tally,
    members: () => members,
    member: (ordinal) => members.find((member) => member.ordinal === ordinal),
    known: undefined,
  }
}

/** Whether nothing was written to the conversation that the replica does not know. */
const isAt = (replica: Replica, { key, version }: ConversationRecord): boolean =>
  replica.version === version && replica.key === key

async function details(
  reader: Reader,
  picture: MemberPicture,
  { conversation, message }: Asked,
  filter: RecipientFilter,
): Promise<MessageStatusDetails> {
  const { settings, version, conversationId: id } = conversation
  const summary = summaryOf(picture.tally(), settings)
  const isListed = settings.visibility !== 'counts'
  const [senderId, page] = await Promise.all([
    senderOf(reader, picture, message),
    isListed
      ? recipientPage(reader, message, picture.members(filter.after), filter, picture.known)
      : { recipientStatuses: null, nextCursor: null },
  ])
  return { conversationId: id, messageId: message.messageId, seq: message.seq, senderId, ...summary, version, ...page }
}

interface Asked {
  readonly conversation: ConversationRecord
  readonly message: MessageRecord
}

/** What is asked for as the replica knows it, if that is where the store is and knows enough to say. */
async function lookInReplica(
  reader: Reader,
  replica: Replica,
  { conversationId: id, messageId, viewerId }: MessageStatusInput,
): Promise<Asked | Refusal | undefined> {
  const [conversation] = (await reader.find({ conversations: [id] })).conversations
  if (conversation === undefined || !isAt(replica, conversation)) return undefined
  const message = replica.names.get(messageId)
  const viewer = viewerId === undefined ? 'chat' : replica.memberOf(viewerId)?.row
  if (message === undefined || viewer === undefined) return undefined
  return obstacle(viewer, message, conversation.settings.visibility) ?? { conversation, message }
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
