import { isRefusal, type MessageId, type Refusal, type RefusalCode, refuse, type Tally, tallies } from '@tallymark/core'
import * as z from 'zod'
import type { EngineParts } from '../parts.ts'
import type { ConversationRecord, MemberRecord, MessageRecord } from '../ports/records.ts'
import type { Found, Reader } from '../ports/store.ts'
import { publicParticipant, type Summary, summaryOf } from '../public-picture.ts'
import { conversationId, distinct, messageId, userId } from '../schema.ts'
import { standing } from '../standing.ts'
import { obstacle, type Viewer } from '../view.ts'

/** The most messages that fit on a screen. */
export const SUMMARIES_MAX = 200

export const summariesInput = z
  .strictObject({
    conversationId,
    messageIds: distinct(messageId, SUMMARIES_MAX).optional(),
    fromMessageId: messageId.optional(),
    toMessageId: messageId.optional(),
    viewerId: userId.optional(),
  })
  .refine(
    (input) =>
      input.messageIds === undefined
        ? input.fromMessageId !== undefined && input.toMessageId !== undefined
        : input.fromMessageId === undefined && input.toMessageId === undefined,
    'must name messageIds, or fromMessageId and toMessageId',
  )

export type SummariesInput = z.output<typeof summariesInput>

/** The summary of one message of a screenful, or why it is not to be had (STA6). */
export type MessageSummary =
  | ({ readonly messageId: string; readonly seq: number } & Summary)
  | { readonly messageId: string; readonly refused: RefusalCode }

/** A screenful of summaries, at one version. */
export interface Summaries {
  readonly conversationId: string
  readonly version: number
  readonly summaries: readonly MessageSummary[]
}

/** How far each message of a screenful has come, without names: in the order asked, or by seq from one message to another. */
export const getSummaries =
  ({ reader }: EngineParts) =>
  async (input: SummariesInput): Promise<Summaries | Refusal> => {
    const found = await reader.find(wantedBy(input))
    const [conversation] = found.conversations
    if (conversation === undefined) return refuse('unknown_conversation')
    const [participant] = found.participants
    const refusal = input.viewerId === undefined ? undefined : standing(participant)
    if (refusal !== undefined) return refusal
    // After the version, which must not say more than they do.
    const members = await reader.members(input.conversationId, conversation.key)
    const messages = await screenful(reader, input, conversation, found)
    if (isRefusal(messages)) return messages
    return {
      conversationId: conversation.conversationId,
      version: conversation.version,
      summaries: summarise(conversation, members, participant ?? 'chat', messages),
    }
  }

const wantedBy = ({ conversationId: id, viewerId, messageIds, fromMessageId, toMessageId }: SummariesInput) => ({
  conversations: [id],
  participants: viewerId === undefined ? [] : [[id, viewerId] as const],
  messages: (messageIds ?? [fromMessageId as MessageId, toMessageId as MessageId]).map((one) => [id, one] as const),
})

interface Named {
  readonly messageId: string
  readonly message: MessageRecord | undefined
}

async function screenful(
  reader: Reader,
  input: SummariesInput,
  conversation: ConversationRecord,
  found: Found,
): Promise<readonly Named[] | Refusal> {
  if (input.messageIds !== undefined)
    return input.messageIds.map((id, i) => ({ messageId: id, message: found.messages[i] }))
  const [from, to] = found.messages
  if (from === undefined || to === undefined) return refuse('unknown_message')
  if (to.seq - from.seq >= SUMMARIES_MAX)
    return { refused: 'invalid_input', errors: [{ path: 'toMessageId', message: `at most ${SUMMARIES_MAX} messages` }] }
  const rows = await reader.messagesBetween(conversation.key, from.seq, to.seq, SUMMARIES_MAX)
  return rows.map((message) => ({ messageId: message.messageId, message }))
}

function summarise(
  conversation: ConversationRecord,
  members: readonly MemberRecord[],
  viewer: Viewer,
  named: readonly Named[],
): readonly MessageSummary[] {
  const { settings } = conversation
  const visible = named
    .flatMap(({ message }) =>
      message !== undefined && !obstacle(viewer, message, settings.visibility) ? [message] : [],
    )
    .sort((a, b) => a.seq - b.seq)
  const counted = tallies(
    members.map((member) => publicParticipant(member, settings)),
    visible,
  )
  const bySeq = new Map(visible.map((message, i) => [message.seq, counted[i] as Tally]))
  return named.map(({ messageId: id, message }) => {
    const refusal = obstacle(viewer, message, settings.visibility)
    if (refusal !== undefined || message === undefined)
      return { messageId: id, refused: refusal?.refused ?? 'unknown_message' }
    return { messageId: id, seq: message.seq, ...summaryOf(bySeq.get(message.seq) as Tally, settings) }
  })
}
