import { EMPTY } from '@tallymark/core'
import { expect, test } from 'vitest'
import { NO_CHANGES } from '../../src/engine/no-changes.ts'
import type { Changes, Store } from '../../src/engine/ports/store.ts'
import { StoreError } from '../../src/engine/ports/store-error.ts'
import {
  alice,
  bob,
  cid,
  conversation,
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

const dave = user(4, 'dave')

/** Changes of every kind, all of which are good. */
const GOOD: Partial<Changes> = {
  newUsers: [dave],
  users: [user(1, 'alice', { userName: 'Alicia' })],
  newConversations: [conversation({ key: 2, conversationId: cid('c2') })],
  conversations: [conversation({ head: 4, version: 8, nextOrdinal: 5 })],
  newParticipants: [participant(dave)],
  participants: [participant(bob, { read: seqs('1:3'), delivered: seqs('1:3') })],
  newMessages: [message(4, { sender: 1, senderCount: 4 })],
  messages: [message(3, { sender: 1, senderCount: 3, deletedAt: 3_000 })],
  receipts: [{ conversationKey: 1, ordinal: 2, kind: 'read', first: 2, last: 2, at: 1_400 }],
}

/** One more row that cannot be written, of every kind that can clash with what is there. */
const CLASHES: Readonly<Record<string, Partial<Changes>>> = {
  'a user id that is taken': { newUsers: [dave, user(5, 'alice')] },
  'a user key that is taken': { newUsers: [dave, user(1, 'erin')] },
  'a conversation id that is taken': { newConversations: [conversation({ key: 2, conversationId: cid('c1') })] },
  'a conversation key that is taken': { newConversations: [conversation({ key: 1, conversationId: cid('c2') })] },
  'an ordinal that is taken': { newParticipants: [participant(dave), participant(dave, { ordinal: 1 })] },
  'a user twice in a conversation': { newParticipants: [participant(dave), participant(alice, { ordinal: 5 })] },
  'a seq that is taken': { newMessages: [message(4), message(3, { messageId: mid('m5') })] },
  'a message id that is taken': { newMessages: [message(4), message(5, { messageId: mid('m1') })] },
  'a receipt that is there': {
    receipts: [...(GOOD.receipts ?? []), { conversationKey: 1, ordinal: 2, kind: 'both', first: 1, last: 1, at: 9 }],
  },
  'a change of a user who is not there': { users: [user(9, 'nobody')] },
  'a change of a conversation that is not there': { conversations: [conversation({ key: 9 })] },
  'a change of a participant who is not there': { participants: [participant(bob, { ordinal: 9 })] },
  'a change of a message that is not there': { messages: [message(9)] },
}

/** The conversation that everybody is in, moved on. */
const atVersion = (version: number): Changes => ({
  ...NO_CHANGES,
  conversations: [conversation({ head: 3, version, nextOrdinal: 4 })],
})

/** All that the store holds of what the changes touch. */
const everythingOf = async (store: Store): Promise<unknown> => [
  await store.find({
    conversations: [cid('c1'), cid('c2')],
    users: [uid('alice'), uid('bob'), uid('carol'), uid('dave'), uid('erin')],
    participationsOf: [uid('alice'), uid('bob'), uid('carol'), uid('dave')],
  }),
  await store.messagesBetween(1, 0, 100, 100),
  await store.receiptTimes(1, 1, [1, 2, 3, 4]),
  await store.receiptTimes(1, 2, [1, 2, 3, 4]),
]

/** `begin`, `commit` and `abort`. */
export const committing: ContractPart = [
  (newPlace) =>
    test('[STO1] a commit writes rows of every kind', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      await write(store, GOOD)
      const found = await store.find({ conversations: [cid('c1'), cid('c2')], users: [uid('alice'), uid('dave')] })
      expect(found.conversations.map((row) => row?.version)).toEqual([8, 1])
      expect(found.users.map((row) => row?.userName)).toEqual(['Alicia', null])
      expect((await store.members(cid('c1'))).map((row) => row.ordinal)).toEqual([1, 2, 4])
      expect((await store.messagesBetween(1, 3, 4, 9)).map((row) => row.deletedAt)).toEqual([3_000, null])
      expect(await store.receiptTimes(1, 2, [2])).toEqual([{ deliveredAt: 1_200, readAt: 1_400 }])
    }),

  (newPlace) => {
    for (const [clash, changes] of Object.entries(CLASHES))
      test(`[STO1] nothing is there of a commit with ${clash}`, async () => {
        const store = await storeForTest(newPlace)
        await write(store, SMALL_TALK)
        const before = await everythingOf(store)
        await expect(write(store, { ...GOOD, ...changes })).rejects.toBeInstanceOf(StoreError)
        expect(await everythingOf(store)).toEqual(before)
        await write(store, GOOD)
        expect(await everythingOf(store)).not.toEqual(before)
      })
  },

  (newPlace) =>
    test('[STO1] a commit that is given up leaves nothing', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const before = await everythingOf(store)
      const transaction = await store.begin({ conversations: [cid('c1')] })
      await transaction.abort()
      expect(await everythingOf(store)).toEqual(before)
    }),

  (newPlace) =>
    test('[STO14] a commit that is sent behind another is written after it', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const wanted = { conversations: [cid('c1')], participants: [[cid('c1'), uid('bob')] as const] }
      for (let version = 8; version < 20; version += 2) {
        const [first, second] = [await store.begin(wanted), await store.begin(wanted)]
        await Promise.all([first.commit(atVersion(version)), second.commit(atVersion(version + 1))])
        expect((await store.find(wanted)).conversations[0]?.version).toBe(version + 1)
      }
    }),

  (newPlace) =>
    test('[STO14] and fails with a conflict where that one fails, whatever it writes there', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const before = await everythingOf(store)
      for (const [clash, changes] of Object.entries(CLASHES)) {
        const wanted = { conversations: [cid('c1')], users: [uid('alice')] }
        const [first, second] = [await store.begin(wanted), await store.begin(wanted)]
        const conversations = [...atVersion(8).conversations, ...(changes.conversations ?? [])]
        const ends = await Promise.allSettled([
          first.commit({ ...NO_CHANGES, ...changes, conversations }),
          second.commit(atVersion(9)),
        ])
        expect([clash, ...ends]).toMatchObject([clash, { status: 'rejected' }, { reason: { code: 'conflict' } }])
        expect(await everythingOf(store)).toEqual(before)
      }
      const later = await store.begin({ conversations: [cid('c1')] })
      await later.commit(atVersion(8))
    }),

  (newPlace) =>
    test('[STO14] what one has changed, one behind it can change back', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const wanted = { conversations: [cid('c1')], participants: [[cid('c1'), uid('bob')] as const] }
      const [first, second] = [await store.begin(wanted), await store.begin(wanted)]
      const [talk, of] = [second.found.conversations[0], second.found.participants[0]]
      if (talk === undefined || of === undefined) throw new Error('nothing was found')
      await Promise.all([
        first.commit({
          ...NO_CHANGES,
          conversations: [{ ...talk, version: 8, silentCount: talk.silentCount + 5 }],
          participants: [{ ...of, sharing: 'nothing', postedCount: of.postedCount + 5 }],
        }),
        second.commit({
          ...NO_CHANGES,
          conversations: [{ ...talk, version: 9 }],
          participants: [{ ...of, revision: of.revision + 1 }],
        }),
      ])
      const found = await store.find(wanted)
      expect(found.conversations[0]).toEqual({ ...talk, version: 9 })
      expect(found.participants[0]).toEqual({ ...of, revision: of.revision + 1 })
    }),

  (newPlace) =>
    test('[STO14] it fails also where it is sent only after that one has failed', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const wanted = { conversations: [cid('c1')] }
      const [first, second] = [await store.begin(wanted), await store.begin(wanted)]
      await expect(
        first.commit({ ...atVersion(8), newMessages: [message(3, { messageId: mid('m5') })] }),
      ).rejects.toBeInstanceOf(StoreError)
      await expect(second.commit(atVersion(9))).rejects.toMatchObject({ code: 'conflict' })
      const later = await store.begin(wanted)
      await later.commit(atVersion(8))
    }),

  (newPlace) => {
    for (const [name, conversations] of [
      ['that may be kept', [cid('c1')]],
      // Nothing is kept of one that is not there.
      ['that are looked up', [cid('c1'), cid('c9')]],
    ] as const)
      test(`[STO14] [RCP5] a commit of nothing, on rows ${name}, comes to its end after the one under way, and fails with it`, async () => {
        const store = await storeForTest(newPlace)
        await write(store, SMALL_TALK)
        const looked = { conversations, messages: [[cid('c1'), mid('m2')] as const] }
        const one = await store.begin(looked)
        const nothing = await store.begin(looked)
        const [, found] = await Promise.all([
          one.commit(atVersion(8)),
          nothing.commit(NO_CHANGES).then(() => store.find(looked)),
        ])
        expect(found.conversations[0]?.version).toBe(8)
        const failing = await store.begin(looked)
        const resting = await store.begin(looked)
        const settled = await Promise.allSettled([
          failing.commit({ ...atVersion(9), newMessages: [message(3, { messageId: mid('m5') })] }),
          resting.commit(NO_CHANGES),
        ])
        expect(settled).toMatchObject([{ status: 'rejected' }, { reason: { code: 'conflict' } }])
      })
  },

  (newPlace) =>
    test('[STO1] rows of which it is said that only a mark has changed them come back as they were written', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const wanted = { conversations: [cid('c1')], participants: [[cid('c1'), uid('bob')] as const] }
      const { found, commit } = await store.begin(wanted)
      const [talk, of] = [found.conversations[0], found.participants[0]]
      if (talk === undefined || of === undefined) throw new Error('nothing was found')
      const raised = { ...talk, version: talk.version + 1 }
      const sets = { delivered: seqs('1:3'), read: seqs('1,3'), shownDelivered: seqs('1:2'), shownRead: seqs('3') }
      const marked = { ...of, ...sets, reopened: seqs('1'), revision: of.revision + 1 }
      await commit({
        ...NO_CHANGES,
        conversations: [raised],
        participants: [marked],
        marked: new Set([raised, marked]),
      })
      expect(await store.find(wanted)).toMatchObject({ conversations: [raised], participants: [marked] })
      expect(await store.changesSince(talk.key, { version: talk.version, head: talk.head })).toSatisfy(
        (changes?: Changes) => changes === undefined || changes.participants.length === 1,
      )
    }),

  (newPlace) =>
    test('[STO1] a commit of nothing changes nothing', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const before = await everythingOf(store)
      await write(store, {})
      expect(await everythingOf(store)).toEqual(before)
    }),

  (newPlace) =>
    test('[RCP5] between begin and commit, and until it is acknowledged, all see committed rows only', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const transaction = await store.begin({ conversations: [cid('c1')], participants: [[cid('c1'), uid('bob')]] })
      expect(transaction.found.conversations[0]?.version).toBe(7)
      expect(transaction.found.participants[0]?.userId).toBe('bob')
      expect((await store.find({ conversations: [cid('c1')] })).conversations[0]?.version).toBe(7)
      expect(await transaction.countFillable([{ conversationKey: 1, ordinal: 1, seqs: seqs('1:3') }])).toEqual([3])
      await transaction.commit({ ...NO_CHANGES, ...GOOD })
      expect((await store.find({ conversations: [cid('c1')] })).conversations[0]?.version).toBe(8)
    }),

  (newPlace) =>
    test('[RCP5] a question asked after an acknowledgement sees it, whatever was asked before', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      for (let version = 8; version < 40; version += 1) {
        const asked = store.members(cid('c1'))
        await write(store, { conversations: [conversation({ head: 3, version, nextOrdinal: 4 })] })
        expect((await store.find({ conversations: [cid('c1')] })).conversations[0]?.version).toBe(version)
        await asked
      }
    }),

  (newPlace) =>
    test('[STO1] spare keys: one for each conversation and user that is wanted and not there, never one that is in use', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const wanted = { conversations: [cid('c1'), cid('c2'), cid('c3')], users: [uid('dave'), uid('bob'), uid('erin')] }
      const transaction = await store.begin(wanted)
      expect(new Set(transaction.spareConversationKeys).size).toBe(2)
      expect(new Set(transaction.spareUserKeys).size).toBe(2)
      const [first, second] = transaction.spareConversationKeys as [number, number]
      const [daveKey, erinKey] = transaction.spareUserKeys as [number, number]
      await transaction.commit({
        ...NO_CHANGES,
        newUsers: [user(daveKey, 'dave'), user(erinKey, 'erin')],
        newConversations: [
          conversation({ key: first, conversationId: cid('c2') }),
          conversation({ key: second, conversationId: cid('c3') }),
        ],
      })
      const found = await store.find(wanted)
      expect(found.conversations.map((row) => row?.key)).toEqual([1, first, second])
      expect(found.users.map((row) => row?.key)).toEqual([daveKey, 2, erinKey])
      const none = await store.begin(wanted)
      expect([none.spareConversationKeys, none.spareUserKeys]).toEqual([[], []])
      await none.abort()
    }),

  (newPlace) =>
    test('[VER3] the next transaction of the lane begins with what the one before has written', async () => {
      const store = await storeForTest(newPlace)
      await write(store, { newConversations: [conversation({ version: 0 })] })
      for (let i = 1; i <= 20; i += 1) {
        const transaction = await store.begin({ conversations: [cid('c1')] })
        const row = transaction.found.conversations[0]
        expect(row?.version).toBe(i - 1)
        await transaction.commit({ ...NO_CHANGES, conversations: [conversation({ version: i })] })
      }
    }),

  (newPlace) =>
    test('[RCP1] empty sets and open ends are kept', async () => {
      const store = await storeForTest(newPlace)
      const part = participant(alice, { member: EMPTY })
      await write(store, { newUsers: [alice], newConversations: [conversation()], newParticipants: [part] })
      const wanted = { participants: [[cid('c1'), uid('alice')]] } as const
      expect((await store.find(wanted)).participants).toEqual([part])
      const back = participant(alice, { member: seqs('1:2,7:*') })
      await write(store, { participants: [back] })
      expect((await store.find(wanted)).participants).toEqual([back])
    }),
]
