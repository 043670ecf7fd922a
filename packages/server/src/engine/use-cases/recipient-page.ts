import { has, isRecipient, type RecipientState, recipientState, statusText } from '@tallymark/core'
import { toCursor } from '../cursor.ts'
import type { MessageRecord, ReceiptTimes, UserRecord } from '../ports/records.ts'
import type { Reader } from '../ports/store.ts'
import type { PublicParticipant } from '../public-picture.ts'
import { PAGE_LIMIT } from './get-inbox.ts'

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

/** Which recipients are asked for. */
export interface RecipientFilter {
  readonly filter?: RecipientState | undefined
  readonly limit?: number | undefined
  /** The ordinal that the page before ended with. */
  readonly after: number
}

/** A page of recipients, and how to ask for the next one. */
export interface RecipientPage {
  readonly recipientStatuses: readonly RecipientStatus[]
  readonly nextCursor: string | null
}

/** What was looked up of recipients before; what is not known is looked up. */
export interface KnownOfRecipients {
  profile(userKey: number): UserRecord | undefined | 'unknown'
  readonly times: ReadonlyMap<number, ReceiptTimes>
  learn(members: readonly PublicParticipant[], times: readonly ReceiptTimes[]): void
  /** Looks up profiles that are not known, and knows them from then on. */
  lookUpProfiles(reader: Reader, userKeys: readonly number[]): Promise<readonly (UserRecord | undefined)[]>
}

/** A page of a message's recipients, out of members in the order of their ordinals. */
export async function recipientPage(
  reader: Reader,
  message: MessageRecord,
  members: Iterable<PublicParticipant>,
  { filter, limit = PAGE_LIMIT, after }: RecipientFilter,
  known: KnownOfRecipients | undefined,
): Promise<RecipientPage> {
  const page: PublicParticipant[] = []
  let isMore = false
  for (const member of members) {
    if (member.ordinal <= after || !isRecipient(member, message)) continue
    if (filter !== undefined && recipientState(member, message.seq) !== filter) continue
    isMore = page.length === limit
    if (isMore) break
    page.push(member)
  }
  const [profiles, times] = await Promise.all([profilesOf(reader, page, known), timesOf(reader, message, page, known)])
  const last = page[page.length - 1]
  return {
    recipientStatuses: page.map((member, i) =>
      recipientStatus(member, message.seq, profiles[i], times.get(member.ordinal)),
    ),
    nextCursor: isMore && last !== undefined ? toCursor(String(last.ordinal)) : null,
  }
}

async function profilesOf(
  reader: Reader,
  page: readonly PublicParticipant[],
  known: KnownOfRecipients | undefined,
): Promise<readonly (UserRecord | undefined)[]> {
  const keys = page.map(({ userKey }) => userKey)
  if (known === undefined) return reader.profiles(keys)
  const found = keys.map((key) => known.profile(key))
  const missing = keys.filter((_, i) => found[i] === 'unknown')
  const rows = missing.length === 0 ? [] : await known.lookUpProfiles(reader, missing)
  const byKey = new Map(missing.map((key, i) => [key, rows[i]]))
  return found.map((row, i) => (row === 'unknown' ? byKey.get(keys[i] as number) : row))
}

async function timesOf(
  reader: Reader,
  message: MessageRecord,
  page: readonly PublicParticipant[],
  known: KnownOfRecipients | undefined,
): Promise<ReadonlyMap<number, ReceiptTimes>> {
  const marking = page.filter((member) => recipientState(member, message.seq) !== 'pending')
  const missing = marking.filter(({ ordinal }) => known?.times.has(ordinal) !== true)
  if (missing.length === 0) return known?.times ?? new Map()
  const ordinals = missing.map(({ ordinal }) => ordinal)
  const found = await reader.receiptTimes(message.conversationKey, message.seq, ordinals)
  const times = new Map(known?.times)
  ordinals.forEach((ordinal, i) => {
    times.set(ordinal, found[i] as ReceiptTimes)
  })
  known?.learn(missing, found)
  return times
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
