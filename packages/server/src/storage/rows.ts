import {
  type ConversationId,
  type ConversationSettings,
  EMPTY,
  formatSeqSet,
  type MessageId,
  type SeqSet,
  type Sharing,
  seqSetFrom,
  type UserId,
} from '@tallymark/core'
import type {
  ApiKeyRecord,
  ConversationRecord,
  MemberRecord,
  MessageRecord,
  ParticipantRecord,
  ReceiptKind,
  UserRecord,
} from '../engine/ports/records.ts'

/** A value as SQLite gives and takes it. */
export type Value = string | number | null
/** A row as an array of its columns. */
export type Row = readonly Value[]

/** The sets of texts met lately: in a conversation many have read the same. */
const parsed = new Map<string, SeqSet>()
const PARSED_MAX = 1_000
const PARSED_MAX_LENGTH = 100

function set(text: Value): SeqSet {
  if (text === '') return EMPTY
  const known = parsed.get(text as string)
  if (known !== undefined) return known
  const made = seqSetFrom(text as string)
  if (parsed.size === PARSED_MAX) parsed.clear()
  if ((text as string).length <= PARSED_MAX_LENGTH) parsed.set(text as string, made)
  return made
}

export const CONVERSATION =
  'c.key, c.id, c.head, c.version, c.next_ordinal, c.silent_count, c.visibility, c.sharing, c.headline'
export const CONVERSATION_WIDTH = 9

export const conversationOf = (row: Row): ConversationRecord => ({
  key: row[0] as number,
  conversationId: row[1] as ConversationId,
  head: row[2] as number,
  version: row[3] as number,
  nextOrdinal: row[4] as number,
  silentCount: row[5] as number,
  settings: { visibility: row[6], sharing: row[7], headline: row[8] } as ConversationSettings,
})

export const conversationRow = (of: ConversationRecord): Row => [
  of.head,
  of.version,
  of.nextOrdinal,
  of.silentCount,
  of.settings.visibility,
  of.settings.sharing,
  of.settings.headline,
]

export const PARTICIPANT = `p.conversation_key, p.user_key, u.id, p.ordinal, p.member, p.delivered, p.read, p.shown_delivered, p.shown_read,
  p.reopened, p.sharing, u.sharing, p.revision, p.posted_count, p.posted_silent_count`

export function participantOf(row: Row): ParticipantRecord {
  const delivered = set(row[5] as Value)
  const read = row[6] === row[5] ? delivered : set(row[6] as Value)
  return {
    conversationKey: row[0] as number,
    userKey: row[1] as number,
    userId: row[2] as UserId,
    ordinal: row[3] as number,
    member: set(row[4] as Value),
    delivered,
    read,
    shownDelivered: row[7] === null ? delivered : set(row[7] as Value),
    shownRead: row[8] === null ? read : set(row[8] as Value),
    reopened: set(row[9] as Value),
    sharing: row[10] as Sharing | null,
    userSharing: row[11] as Sharing | null,
    revision: row[12] as number,
    postedCount: row[13] as number,
    postedSilentCount: row[14] as number,
  }
}

/** The columns that others may know of, and no other. */
export const MEMBER = `p.ordinal, p.user_key, u.id, p.member, coalesce(p.shown_delivered, p.delivered),
  coalesce(p.shown_read, p.read), p.sharing, u.sharing`

export const memberOf = (row: Row): MemberRecord => ({
  ordinal: row[0] as number,
  userKey: row[1] as number,
  userId: row[2] as UserId,
  member: set(row[3] as Value),
  shownDelivered: set(row[4] as Value),
  shownRead: set(row[5] as Value),
  sharing: row[6] as Sharing | null,
  userSharing: row[7] as Sharing | null,
})

export const participantRow = (of: ParticipantRecord): Row => [
  formatSeqSet(of.member),
  ...setsRow(of),
  of.sharing,
  of.revision,
  of.postedCount,
  of.postedSilentCount,
]

/** The sets of a participant: what a mark changes, but for the revision. */
export function setsRow(of: ParticipantRecord): Row {
  const delivered = formatSeqSet(of.delivered)
  const read = of.read === of.delivered ? delivered : formatSeqSet(of.read)
  return [
    delivered,
    read,
    unlessEqual(of.shownDelivered, of.delivered, delivered),
    unlessEqual(of.shownRead, of.read, read),
    formatSeqSet(of.reopened),
  ]
}

function unlessEqual(shown: SeqSet, truth: SeqSet, truthText: string): string | null {
  if (shown === truth) return null
  const text = formatSeqSet(shown)
  return text === truthText ? null : text
}

export const MESSAGE = `m.conversation_key, m.seq, m.id, m.sender, m.posted_at, m.silent, m.deleted_at, m.sender_count, m.silent_count,
  m.sender_silent_count`

export const messageOf = (row: Row): MessageRecord => ({
  conversationKey: row[0] as number,
  seq: row[1] as number,
  messageId: row[2] as MessageId,
  sender: row[3] as number | null,
  postedAt: row[4] as number,
  silent: row[5] === 1,
  deletedAt: row[6] as number | null,
  senderCount: row[7] as number,
  silentCount: row[8] as number,
  senderSilentCount: row[9] as number,
})

export const messageRow = (of: MessageRecord): Row => [
  of.conversationKey,
  of.seq,
  of.messageId,
  of.sender,
  of.postedAt,
  of.silent ? 1 : 0,
  of.deletedAt,
  of.senderCount,
  of.silentCount,
  of.senderSilentCount,
]

export const USER = 'u.key, u.id, u.name, u.avatar_url, u.sharing'

export const userOf = (row: Row): UserRecord => ({
  key: row[0] as number,
  userId: row[1] as UserId,
  userName: row[2] as string | null,
  userAvatarUrl: row[3] as string | null,
  sharing: row[4] as Sharing | null,
})

/** The number of each kind of receipt: bit 1 delivered, bit 2 read. */
export const KIND_NUMBER: Readonly<Record<ReceiptKind, number>> = { delivered: 1, read: 2, both: 3 }

export const apiKeyOf = (row: Row): ApiKeyRecord => ({
  keyId: row[0] as string,
  name: row[1] as string,
  hash: row[2] as string,
  createdAt: row[3] as number,
  revokedAt: row[4] as number | null,
})

export const apiKeyRow = (of: ApiKeyRecord): Row => [of.keyId, of.name, of.hash, of.createdAt, of.revokedAt]
