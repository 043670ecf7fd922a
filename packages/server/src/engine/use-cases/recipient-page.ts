import { has, isRecipient, type RecipientState, recipientState, statusText } from '@tallymark/core'
import { toCursor } from '../cursor.ts'
import type { MessageRecord, ReceiptTimes, UserRecord } from '../ports/records.ts'
import type { Reader } from '../ports/store.ts'
import type { PublicParticipant } from '../public-picture.ts'
import { PAGE_LIMIT } from '../schema.ts'
import type { ToldPage, ToldRecipient } from '../told-page.ts'

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
  /** A page that was told before and is still as it was. */
  page(name: string): ToldPage | undefined
  keepPage(name: string, page: ToldPage): void
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
  filter: RecipientFilter,
  known: KnownOfRecipients | undefined,
): Promise<RecipientPage> {
  const name = `${filter.filter ?? ''} ${filter.limit ?? ''} ${filter.after}`
  let page = known?.page(name)
  if (page === undefined) {
    page = await toldPage(reader, message, members, filter, known)
    known?.keepPage(name, page)
  }
  return {
    recipientStatuses: page.recipients.map(recipientStatus),
    nextCursor: page.endsAt === null ? null : toCursor(String(page.endsAt)),
  }
}

async function toldPage(
  reader: Reader,
  message: MessageRecord,
  members: Iterable<PublicParticipant>,
  filter: RecipientFilter,
  known: KnownOfRecipients | undefined,
): Promise<ToldPage> {
  const { page, isMore } = recipientsOf(message, members, filter)
  const [profiles, times] = await Promise.all([profilesOf(reader, page, known), timesOf(reader, message, page, known)])
  return {
    recipients: page.map(({ member, state }, i) =>
      toldRecipient(member, message.seq, state, profiles[i], times.get(member.ordinal)),
    ),
    endsAt: (isMore ? page[page.length - 1]?.member.ordinal : undefined) ?? null,
  }
}

/** A recipient, and what the message is to it. */
interface Recipient {
  readonly member: PublicParticipant
  readonly state: RecipientState
}

/** Those recipients that make up the page, and whether there are more. */
function recipientsOf(
  message: MessageRecord,
  members: Iterable<PublicParticipant>,
  { filter, limit = PAGE_LIMIT, after }: RecipientFilter,
): { readonly page: readonly Recipient[]; readonly isMore: boolean } {
  const page: Recipient[] = []
  for (const member of members) {
    if (member.ordinal <= after || !isRecipient(member, message)) continue
    const state = recipientState(member, message.seq)
    if (filter !== undefined && state !== filter) continue
    if (page.length === limit) return { page, isMore: true }
    page.push({ member, state })
  }
  return { page, isMore: false }
}

type Profile = UserRecord | undefined

async function profilesOf(
  reader: Reader,
  page: readonly Recipient[],
  known: KnownOfRecipients | undefined,
): Promise<readonly Profile[]> {
  const keys = page.map(({ member }) => member.userKey)
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
  page: readonly Recipient[],
  known: KnownOfRecipients | undefined,
): Promise<ReadonlyMap<number, ReceiptTimes>> {
  const marking = page.flatMap(({ member, state }) => (state === 'pending' ? [] : [member]))
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

function toldRecipient(
  member: PublicParticipant,
  seq: number,
  state: RecipientState,
  profile: Profile,
  times: ReceiptTimes | undefined,
): ToldRecipient {
  const readAt = state === 'read' ? (times?.readAt ?? null) : null
  return {
    userId: member.userId,
    userName: profile?.userName ?? null,
    userAvatarUrl: profile?.userAvatarUrl ?? null,
    state,
    // A delivery that was never shown has no time that others may know: it is known since the read was (PRV3).
    deliveredAt: has(member.shownDelivered, seq) ? (times?.deliveredAt ?? null) : readAt,
    readAt,
  }
}

const recipientStatus = (of: ToldRecipient): RecipientStatus => ({
  userId: of.userId,
  userName: of.userName,
  userAvatarUrl: of.userAvatarUrl,
  deliveredAt: dateOf(of.deliveredAt),
  readAt: dateOf(of.readAt),
  isDelivered: of.state !== 'pending',
  isRead: of.state === 'read',
  statusText: statusText(of.state),
})

const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at))
