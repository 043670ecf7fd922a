import type {
  ConversationId,
  ConversationSettings,
  MessageId,
  Receipts,
  SeqSet,
  Sharing,
  UserId,
} from '@tallymark/core'

/** A conversation as the store keeps it. */
export interface ConversationRecord {
  /** The store's own small number for it; means nothing outside of the store. */
  readonly key: number
  readonly conversationId: ConversationId
  readonly head: number
  readonly version: number
  /** The number that the next new participant gets. Never given twice. */
  readonly nextOrdinal: number
  /** How many of its messages are silent. */
  readonly silentCount: number
  readonly settings: ConversationSettings
}

/** A user as the store keeps it. */
export interface UserRecord {
  readonly key: number
  readonly userId: UserId
  readonly userName: string | null
  readonly userAvatarUrl: string | null
  /** What it shares where it chose nothing else; `null` if it never said. */
  readonly sharing: Sharing | null
}

/** A user's part in one conversation as the store keeps it. */
export interface ParticipantRecord extends Receipts {
  readonly conversationKey: number
  readonly userKey: number
  readonly userId: UserId
  /** Its number in the conversation, in order of first joining. */
  readonly ordinal: number
  readonly member: SeqSet
  /** What it chose to share here; `null` if it follows its default. */
  readonly sharing: Sharing | null
  /** The user's default. Belongs to the user's row: writing a participant does not change it. */
  readonly userSharing: Sharing | null
  readonly revision: number
  /** How many messages it has posted here, and how many of these are silent. */
  readonly postedCount: number
  readonly postedSilentCount: number
}

/** What others may know of a participant that is in: nothing of its own truth is here (PRV3). */
export type MemberRecord = Pick<
  ParticipantRecord,
  'ordinal' | 'userKey' | 'userId' | 'member' | 'shownDelivered' | 'shownRead' | 'sharing' | 'userSharing'
>

/** A message as the store keeps it. */
export interface MessageRecord {
  readonly conversationKey: number
  readonly seq: number
  readonly messageId: MessageId
  /** The sender's ordinal; `null` if the system sent it. */
  readonly sender: number | null
  /** Milliseconds since 1970, as are all times of the store. */
  readonly postedAt: number
  readonly silent: boolean
  readonly deletedAt: number | null
  /** Running counts up to and including this message: its sender's, the conversation's silent, its sender's silent (UNR2). */
  readonly senderCount: number
  readonly silentCount: number
  readonly senderSilentCount: number
}

/** When a participant marked seqs of one range for the first time. */
export interface ReceiptRecord {
  readonly conversationKey: number
  readonly ordinal: number
  readonly kind: ReceiptKind
  readonly first: number
  readonly last: number
  readonly at: number
}

/** What a receipt row tells the time of: one kind, or both at once. */
export type ReceiptKind = 'delivered' | 'read' | 'both'

/** When one recipient received and read one message; `null` where no receipt covers it. */
export interface ReceiptTimes {
  readonly deliveredAt: number | null
  readonly readAt: number | null
}

/** An API key as the store keeps it: never the key itself (ACC2). */
export interface ApiKeyRecord {
  readonly keyId: string
  readonly name: string
  /** The SHA-256 of the whole key, in hexadecimal. */
  readonly hash: string
  readonly createdAt: number
  readonly revokedAt: number | null
}
