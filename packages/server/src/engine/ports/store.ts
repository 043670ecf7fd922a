import type { ConversationId, MessageId, SeqSet, UserId } from '@tallymark/core'
import type {
  ApiKeyRecord,
  ConversationRecord,
  MemberRecord,
  MessageRecord,
  ParticipantRecord,
  ReceiptRecord,
  ReceiptTimes,
  UserRecord,
} from './records.ts'

/** Which rows a command or query starts from, by the chat's own ids. */
export interface Wanted {
  readonly conversations?: readonly ConversationId[]
  readonly participants?: readonly (readonly [ConversationId, UserId])[]
  readonly messages?: readonly (readonly [ConversationId, MessageId])[]
  /** Messages of which nothing is wanted but the seq, which never changes. */
  readonly seqs?: readonly (readonly [ConversationId, MessageId])[]
  readonly users?: readonly UserId[]
  /** Every conversation that these users take part in or once did, with their part in it. */
  readonly participationsOf?: readonly UserId[]
}

/** The rows found, one for each that was wanted and in the same order; `undefined` where there is none. */
export interface Found {
  readonly conversations: readonly (ConversationRecord | undefined)[]
  readonly participants: readonly (ParticipantRecord | undefined)[]
  readonly messages: readonly (MessageRecord | undefined)[]
  readonly seqs: readonly (number | undefined)[]
  readonly users: readonly (UserRecord | undefined)[]
  readonly participationsOf: readonly (readonly Participation[])[]
}

/** A user's part in a conversation, with the conversation. */
export interface Participation {
  readonly conversation: ConversationRecord
  readonly participant: ParticipantRecord
}

/** Some seqs of one conversation, looked at from one participant. */
export interface ParticipantSeqs {
  readonly conversationKey: number
  readonly ordinal: number
  readonly seqs: SeqSet
}

/** How many messages count as unread to a participant, and the first of them. */
export interface Counted {
  readonly count: number
  readonly firstMessageId: MessageId | null
}

/** What can be asked of the store at any time. Every answer shows committed state only, and all that was acknowledged before the call. */
export interface Reader {
  find(wanted: Wanted): Promise<Found>
  /**
   * All participants that are in the conversation now, in order of ordinal, as others may know them; none if it is not there, or, where a key is
   * given, if the conversation of this id is another one by now.
   */
  members(conversation: ConversationId, key?: number): Promise<readonly MemberRecord[]>
  /** The user with this ordinal in the conversation, whether in or not; `null` if it was erased. */
  userIdOf(conversationKey: number, ordinal: number): Promise<UserId | null>
  /** The messages from `first` to `last`, deleted ones included, ascending, at most `limit`. */
  messagesBetween(
    conversationKey: number,
    first: number,
    last: number,
    limit: number,
  ): Promise<readonly MessageRecord[]>
  /** The id of the message at each seq; `null` where there is none. */
  messageIdsAt(
    places: readonly (readonly [conversationKey: number, seq: number])[],
  ): Promise<readonly (MessageId | null)[]>
  /** The users with these keys, in the same order; `undefined` for one that is gone. */
  profiles(userKeys: readonly number[]): Promise<readonly (UserRecord | undefined)[]>
  /** When each of the participants received and read the message at `seq`. */
  receiptTimes(conversationKey: number, seq: number, ordinals: readonly number[]): Promise<readonly ReceiptTimes[]>
  /** How many messages at these seqs are the participant's own or deleted (RCP7). */
  countFillable(of: readonly ParticipantSeqs[]): Promise<readonly number[]>
  /** The messages at these seqs that are not the participant's own, not deleted and not silent (UNR1). */
  countUnread(of: readonly ParticipantSeqs[]): Promise<readonly Counted[]>
  /**
   * Everything that a conversation became since a version, as its rows are now, to move a picture of that version by: its row, the participants and
   * messages that moved or came, the profiles of those participants. `undefined` where that cannot be told: the picture must be made anew.
   */
  changesSince(conversationKey: number, since: Since): Promise<Changes | undefined>
  apiKeys(): Promise<readonly ApiKeyRecord[]>
}

/** What is known of a conversation. */
export interface Since {
  /** `Number.MAX_SAFE_INTEGER` for both where nothing is wanted but the rows of those who moved. */
  readonly version: number
  readonly head: number
  /**
   * Who moved up to a version, where that is known: their rows are told, in or not. Where the conversation is beyond that version by now, everybody who moved
   * since is told as well.
   */
  readonly moved?: { readonly ordinals: readonly number[]; readonly upTo: number }
}

/** How often something had been written to when it was looked at. */
export interface Seen {
  /** The conversation's key; 0 where there is none. */
  readonly key: number
  /** A commit raises it by one in each conversation that it writes in. */
  readonly writes: number
  /** What the store follows its commits by from this look on, if it does: a commit is sent behind another only where both were looked at along the same. */
  readonly line?: object | undefined
}

/**
 * A unit of writing, on rows that nobody else changes before it ends: they are locked, or `commit` fails with a `conflict`. It ends
 * with one call of `commit` or `abort`. The same lane may begin the next one while `commit` is under way; that one's rows may
 * then be as they were before, or as somebody else has left them after it: `seen` tells. It may be committed too before the first has ended: then it counts as decided on what
 * that one writes, comes to its end after it, and fails with a `conflict` if that one fails (STO14). After a `conflict` nothing was written, or all of it: who decides anew finds out.
 */
export interface Transaction {
  readonly found: Found
  /** How often what it looked at had been written to, by name: conversations by their ids, or `''` for everything where others write. */
  readonly seen: ReadonlyMap<string, Seen>
  /** Keys that no row has or had been offered: one for each conversation and user that was wanted by id and not found. */
  readonly spareConversationKeys: readonly number[]
  readonly spareUserKeys: readonly number[]
  countFillable(of: readonly ParticipantSeqs[]): Promise<readonly number[]>
  /** Writes all of it durably, or throws a `StoreError` and has written nothing (STO1, STO2). Of nothing to write it makes sure that the rows found held. */
  commit(changes: Changes): Promise<void>
  abort(): Promise<void>
}

/** Rows to write together. A row of `new…` must not be there yet, one of the others must. */
export interface Changes {
  readonly newUsers: readonly UserRecord[]
  readonly users: readonly UserRecord[]
  readonly newConversations: readonly ConversationRecord[]
  readonly conversations: readonly ConversationRecord[]
  readonly newParticipants: readonly ParticipantRecord[]
  readonly participants: readonly ParticipantRecord[]
  readonly newMessages: readonly MessageRecord[]
  /** Only `deletedAt` may differ from what is stored. */
  readonly messages: readonly MessageRecord[]
  readonly receipts: readonly ReceiptRecord[]
  /** Users to forget with their participations and receipts (PRV6). */
  readonly erasedUserKeys: readonly number[]
  /** Conversations to remove with all that belongs to them. */
  readonly removedConversationKeys: readonly number[]
  /** Those rows of `conversations` and `participants` that differ from what is stored in no more than a mark changes: the version; the sets and the revision. */
  readonly marked?: ReadonlySet<object>
}

/** What runs statements in an open transaction of the chat's own, as the `pg` driver's client does. */
export interface OpenClient {
  query(config: {
    readonly text: string
    readonly values: unknown[]
    readonly rowMode: 'array'
  }): Promise<{ readonly rows: unknown[][] }>
}

/** Where everything is kept. */
export interface Store extends Reader {
  /** The random name of this history. */
  readonly epoch: string
  /** How many transactions may be under way at once without waiting for one another. */
  readonly lanes: number
  /**
   * `isHeld`: others write to the same rows at this moment, or must not. A store that other processes write to as well then holds the rows until the
   * end, so that everyone gets a turn; otherwise it holds none, since the commit under way of the same lane may need them still.
   */
  begin(wanted: Wanted, isHeld?: boolean): Promise<Transaction>
  /** A transaction within one that the chat has open: its commit writes, and stands once the chat commits. Nothing where the store has no such. */
  beginWithin?(client: OpenClient, wanted: Wanted): Promise<Transaction>
  addApiKey(key: ApiKeyRecord): Promise<void>
  /** Whether there was such a key that was not revoked before. */
  revokeApiKey(keyId: string, at: number): Promise<boolean>
  /** Resolves if the store can be written; throws a `StoreError` otherwise. Changes nothing. */
  check(): Promise<void>
  close(): Promise<void>
}
