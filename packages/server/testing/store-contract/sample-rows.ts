import {
  type ConversationId,
  DEFAULT_SETTINGS,
  EMPTY,
  type MessageId,
  NO_RECEIPTS,
  parseSeqSet,
  type SeqSet,
  type UserId,
} from '@tallymark/core'
import { NO_CHANGES } from '../../src/engine/no-changes.ts'
import type {
  ConversationRecord,
  MemberRecord,
  MessageRecord,
  ParticipantRecord,
  UserRecord,
} from '../../src/engine/ports/records.ts'
import type { Changes, Store } from '../../src/engine/ports/store.ts'

/** A row that is made for a test: what matters to the test, the rest as in a fresh one. */
export type Sample<Row> = Partial<Row>

export const cid = (text: string): ConversationId => text as ConversationId
export const mid = (text: string): MessageId => text as MessageId
export const uid = (text: string): UserId => text as UserId

/** The set that a text like `1:40,45` names. */
export function seqs(text: string): SeqSet {
  const set = parseSeqSet(text)
  if (set === undefined) throw new Error(`not a SeqSet: ${text}`)
  return set
}

/** A conversation `c1` with key 1. */
export const conversation = (sample: Sample<ConversationRecord> = {}): ConversationRecord => ({
  key: 1,
  conversationId: cid('c1'),
  head: 0,
  version: 1,
  nextOrdinal: 1,
  silentCount: 0,
  settings: DEFAULT_SETTINGS,
  ...sample,
})

/** A user without a profile. */
export const user = (key: number, id: string, sample: Sample<UserRecord> = {}): UserRecord => ({
  key,
  userId: uid(id),
  userName: null,
  userAvatarUrl: null,
  sharing: null,
  ...sample,
})

/** The user's part in the conversation with key 1, in which it is from the start; its ordinal is the user's key. */
export const participant = (of: UserRecord, sample: Sample<ParticipantRecord> = {}): ParticipantRecord => ({
  ...NO_RECEIPTS,
  conversationKey: 1,
  userKey: of.key,
  userId: of.userId,
  ordinal: of.key,
  member: seqs('1:*'),
  sharing: null,
  userSharing: of.sharing,
  revision: 1,
  postedCount: 0,
  postedSilentCount: 0,
  ...sample,
})

/** What others may know of a participant (PRV3). */
export const memberOf = (of: ParticipantRecord): MemberRecord => ({
  ordinal: of.ordinal,
  userKey: of.userKey,
  userId: of.userId,
  member: of.member,
  shownDelivered: of.shownDelivered,
  shownRead: of.shownRead,
  sharing: of.sharing,
  userSharing: of.userSharing,
})

/** A message `m<seq>` of the system in the conversation with key 1. */
export const message = (seq: number, sample: Sample<MessageRecord> = {}): MessageRecord => ({
  conversationKey: 1,
  seq,
  messageId: mid(`m${seq}`),
  sender: null,
  postedAt: 1_000,
  silent: false,
  deletedAt: null,
  senderCount: 0,
  silentCount: 0,
  senderSilentCount: 0,
  ...sample,
})

/** Writes in a transaction of its own. */
export async function write(store: Store, changes: Partial<Changes>): Promise<void> {
  const transaction = await store.begin({})
  await transaction.commit({ ...NO_CHANGES, ...changes })
}

export const alice = user(1, 'alice', { userName: 'Alice', userAvatarUrl: 'https://example.test/a.png' })
export const bob = user(2, 'bob', { sharing: 'delivered' })
export const carol = user(3, 'carol')

/** A conversation with alice, bob and, who has left, carol; and three messages of alice. */
export const SMALL_TALK: Partial<Changes> = {
  newUsers: [alice, bob, carol],
  newConversations: [conversation({ head: 3, version: 7, nextOrdinal: 4 })],
  newParticipants: [
    participant(alice, { postedCount: 3 }),
    participant(bob, {
      delivered: seqs('1:3'),
      read: seqs('1,3'),
      shownDelivered: seqs('1:3'),
      shownRead: EMPTY,
      reopened: seqs('3'),
      sharing: 'nothing',
      revision: 9,
    }),
    participant(carol, { member: seqs('1:2') }),
  ],
  newMessages: [1, 2, 3].map((seq) => message(seq, { sender: 1, senderCount: seq })),
  receipts: [
    { conversationKey: 1, ordinal: 2, kind: 'both', first: 1, last: 1, at: 1_100 },
    { conversationKey: 1, ordinal: 2, kind: 'delivered', first: 2, last: 3, at: 1_200 },
    { conversationKey: 1, ordinal: 2, kind: 'read', first: 3, last: 3, at: 1_300 },
    { conversationKey: 1, ordinal: 3, kind: 'both', first: 1, last: 2, at: 1_250 },
  ],
}
