import { lastOf, type Refusal, refuse, unreadSeqs } from '@tallymark/core'
import type { EngineParts } from '../parts.ts'
import type { Participation, Reader } from '../ports/store.ts'
import { standing } from '../standing.ts'
import type { ParticipantInput } from './get-participant.ts'

/** What a badge and a divider need (UNR1, UNR5). */
export interface Unread {
  readonly unreadCount: number
  /** `null` if nothing is unread. */
  readonly firstUnreadMessageId: string | null
  /** `null` if nothing was ever read. */
  readonly lastReadMessageId: string | null
  /** Whether anything unread is so because it was marked as unread. */
  readonly markedUnread: boolean
  readonly version: number
  readonly revision: number
}

/** How much a participant has not read in a conversation that it is in. */
export const getUnread =
  ({ reader }: EngineParts) =>
  async (input: ParticipantInput): Promise<Unread | Refusal> => {
    const found = await reader.find({
      conversations: [input.conversationId],
      participants: [[input.conversationId, input.userId]],
    })
    const [conversation] = found.conversations
    const [participant] = found.participants
    if (conversation === undefined) return refuse('unknown_conversation')
    const refusal = standing(participant)
    if (refusal !== undefined || participant === undefined) return refusal ?? refuse('not_a_participant')
    const [unread] = await unreadOf(reader, [{ conversation, participant }])
    return unread as Unread
  }

/** How much is unread in each of a user's conversations, in two questions to the store whatever their number. */
export async function unreadOf(reader: Reader, participations: readonly Participation[]): Promise<readonly Unread[]> {
  const places = participations.map(({ conversation, participant }) => ({
    conversationKey: conversation.key,
    ordinal: participant.ordinal,
  }))
  const unread = participations.map(({ conversation, participant }, i) => ({
    ...(places[i] as (typeof places)[number]),
    seqs: unreadSeqs(participant, conversation.head),
  }))
  const reopened = participations.map(({ participant }, i) => ({
    ...(places[i] as (typeof places)[number]),
    seqs: participant.reopened,
  }))
  const [counted, lastRead] = await Promise.all([
    reader.countUnread([...unread, ...reopened]),
    reader.messageIdsAt(
      participations.map(({ conversation, participant }) => [conversation.key, lastOf(participant.read)]),
    ),
  ])
  return participations.map(({ conversation, participant }, i) => ({
    unreadCount: counted[i]?.count ?? 0,
    firstUnreadMessageId: counted[i]?.firstMessageId ?? null,
    lastReadMessageId: lastRead[i] ?? null,
    markedUnread: (counted[participations.length + i]?.count ?? 0) > 0,
    version: conversation.version,
    revision: participant.revision,
  }))
}
