import { EMPTY } from '@tallymark/core'
import { expect, test } from 'vitest'
import {
  alice,
  bob,
  carol,
  cid,
  conversation,
  memberOf,
  message,
  mid,
  participant,
  SMALL_TALK,
  seqs,
  uid,
  user,
  write,
} from './sample-rows.ts'
import { type ContractPart, storeForTest } from './store-place.ts'

/** Ids that a careless store takes for one another or for something else. */
const NEAR_MISSES = [
  'a',
  'A',
  'ab',
  'a ',
  ' a',
  'å',
  'a\u030a',
  '😀',
  '😀😀',
  '__proto__',
  'constructor',
  '%',
  '_',
  "'",
  '"',
  "' or 1=1 --",
  '\\',
  '../a',
  '0',
  '00',
  '1',
  '1.0',
  '1e0',
  'null',
  '\u007f',
  '\uffff',
  'z'.repeat(128),
  'z'.repeat(127),
]

/** Messages in which little and in which everything is set. */
const PLAIN = message(1)
const RICH = message(2, {
  sender: 2,
  postedAt: 0,
  silent: true,
  deletedAt: 2_000,
  senderCount: 1,
  silentCount: 1,
  senderSilentCount: 1,
})

/** `find`: the rows of the chat's own ids. */
export const finding: ContractPart = [
  (newPlace) =>
    test('[INP1] ids are compared exactly: prefixes, case, emoji and quotes are others', async () => {
      const store = await storeForTest(newPlace)
      const users = NEAR_MISSES.map((id, i) => user(1 + i, id, { userName: `${i}` }))
      await write(store, {
        newUsers: users,
        newConversations: NEAR_MISSES.map((id, i) =>
          conversation({ key: 1 + i, conversationId: cid(id), version: 1 + i }),
        ),
        newParticipants: users.map((of) => participant(of)),
        newMessages: NEAR_MISSES.map((id, i) => message(1 + i, { messageId: mid(id) })),
      })
      const found = await store.find({
        conversations: NEAR_MISSES.map(cid),
        participants: NEAR_MISSES.map((id) => [cid('a'), uid(id)]),
        messages: NEAR_MISSES.map((id) => [cid('a'), mid(id)]),
        seqs: NEAR_MISSES.map((id) => [cid('a'), mid(id)]),
        users: NEAR_MISSES.map(uid),
      })
      expect(found.conversations.map((row) => row?.key)).toEqual(NEAR_MISSES.map((_, i) => 1 + i))
      expect(found.participants.map((row) => row?.ordinal)).toEqual(NEAR_MISSES.map((_, i) => 1 + i))
      expect(found.messages.map((row) => row?.seq)).toEqual(NEAR_MISSES.map((_, i) => 1 + i))
      expect(found.seqs).toEqual(NEAR_MISSES.map((_, i) => 1 + i))
      expect(found.users.map((row) => row?.userName)).toEqual(NEAR_MISSES.map((_, i) => `${i}`))
      const others = [...NEAR_MISSES.map((id) => `${id}?`), '', 'B', 'aa']
      expect((await store.find({ users: others.map(uid) })).users).toEqual(others.map(() => undefined))
    }),

  (newPlace) =>
    test('[STO1] rows come back as they were written', async () => {
      const store = await storeForTest(newPlace)
      const settings = { visibility: 'counts', sharing: 'required', headline: 'any' } as const
      const row = conversation({ head: 2, version: 88, nextOrdinal: 3, silentCount: 1, settings })
      const part = participant(bob, {
        member: seqs('1:2,4:*'),
        delivered: seqs('1:2,4'),
        read: seqs('1,4'),
        shownDelivered: seqs('1'),
        shownRead: seqs('4'),
        reopened: seqs('4'),
        sharing: 'nothing',
        revision: 17,
        postedCount: 2,
        postedSilentCount: 1,
      })
      await write(store, {
        newUsers: [alice, bob],
        newConversations: [row],
        newParticipants: [part],
        newMessages: [PLAIN, RICH],
      })
      const wanted = {
        conversations: [cid('c1')],
        participants: [[cid('c1'), uid('bob')]],
        users: [uid('alice'), uid('bob')],
      } as const
      const found = await store.find({
        ...wanted,
        messages: [
          [cid('c1'), mid('m1')],
          [cid('c1'), mid('m2')],
        ],
        seqs: [[cid('c1'), mid('m2')]],
      })
      expect(found).toEqual({
        conversations: [row],
        participants: [part],
        messages: [PLAIN, RICH],
        seqs: [2],
        users: [alice, bob],
        participationsOf: [],
      })
    }),

  (newPlace) =>
    test('[RCP2] what is shown is kept apart from what is true, equal or not', async () => {
      const store = await storeForTest(newPlace)
      const equal = { delivered: seqs('1:2'), read: seqs('1'), shownDelivered: seqs('1:2'), shownRead: seqs('1') }
      const hidden = { delivered: seqs('1:2'), read: seqs('1'), shownDelivered: EMPTY, shownRead: EMPTY }
      const parts = [participant(alice, equal), participant(bob, hidden), participant(carol)]
      await write(store, { newUsers: [alice, bob, carol], newConversations: [conversation()], newParticipants: parts })
      const swapped = [participant(alice, hidden), participant(bob, equal), participant(carol, equal)]
      const wanted = [alice, bob, carol].map((user) => [cid('c1'), user.userId] as const)
      expect((await store.find({ participants: wanted })).participants).toEqual(parts)
      expect(await store.members(cid('c1'))).toEqual(parts.map(memberOf))
      await write(store, { participants: swapped })
      expect((await store.find({ participants: wanted })).participants).toEqual(swapped)
      expect(await store.members(cid('c1'))).toEqual(swapped.map(memberOf))
    }),

  (newPlace) =>
    test('[STO1] one row for each that was wanted, in its order, also twice the same; nothing for nothing', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const found = await store.find({
        conversations: [cid('c1'), cid('c2'), cid('c1')],
        participants: [
          [cid('c1'), uid('bob')],
          [cid('c2'), uid('bob')],
          [cid('c1'), uid('bob')],
          [cid('c1'), uid('dave')],
        ],
        messages: [
          [cid('c1'), mid('m2')],
          [cid('c1'), mid('m4')],
          [cid('c2'), mid('m2')],
          [cid('c1'), mid('m2')],
        ],
        seqs: [
          [cid('c1'), mid('m3')],
          [cid('c1'), mid('m4')],
          [cid('c2'), mid('m3')],
          [cid('c1'), mid('m3')],
        ],
        users: [uid('bob'), uid('dave'), uid('bob')],
      })
      expect(found.conversations.map((row) => row?.conversationId)).toEqual(['c1', undefined, 'c1'])
      expect(found.participants.map((row) => row?.userId)).toEqual(['bob', undefined, 'bob', undefined])
      expect(found.messages.map((row) => row?.seq)).toEqual([2, undefined, undefined, 2])
      expect(found.seqs).toEqual([3, undefined, undefined, 3])
      expect(found.users.map((row) => row?.userId)).toEqual(['bob', undefined, 'bob'])
      const nothing = { conversations: [], participants: [], messages: [], seqs: [], users: [], participationsOf: [] }
      expect(await store.find({})).toEqual(nothing)
      expect(await store.find(nothing)).toEqual(nothing)
    }),

  (newPlace) =>
    test('[UNR4] the participations of a user: every conversation it is or was in, with its part', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const alone = conversation({ key: 2, conversationId: cid('c2') })
      const part = participant(carol, { conversationKey: 2, ordinal: 1 })
      await write(store, {
        newConversations: [alone, conversation({ key: 3, conversationId: cid('c3') })],
        newParticipants: [part],
      })
      const found = await store.find({ participationsOf: [uid('carol'), uid('dave'), uid('bob')] })
      const [ofCarol, ofDave, ofBob] = found.participationsOf
      const byId = [...(ofCarol ?? [])].sort((a, b) => a.conversation.key - b.conversation.key)
      expect(byId.map(({ conversation: { conversationId } }) => conversationId)).toEqual(['c1', 'c2'])
      expect(byId[0]?.participant).toEqual(participant(carol, { member: seqs('1:2') }))
      expect(byId[1]).toEqual({ conversation: alone, participant: part })
      expect(ofDave).toEqual([])
      expect(ofBob?.map(({ participant: { userSharing } }) => userSharing)).toEqual(['delivered'])
    }),
]
