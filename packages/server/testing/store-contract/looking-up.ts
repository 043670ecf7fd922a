import { EMPTY } from '@tallymark/core'
import { expect, test } from 'vitest'
import type { ReceiptRecord } from '../../src/engine/ports/records.ts'
import {
  alice,
  bob,
  carol,
  cid,
  conversation,
  memberOf,
  message,
  participant,
  SMALL_TALK,
  seqs,
  user,
  write,
} from './sample-rows.ts'
import { type ContractPart, storeForTest } from './store-place.ts'

const receipt = (kind: ReceiptRecord['kind'], first: number, last: number, at: number): ReceiptRecord => ({
  conversationKey: 1,
  ordinal: 2,
  kind,
  first,
  last,
  at,
})

/** The questions by key, seq and ordinal. */
export const lookingUp: ContractPart = [
  (newPlace) =>
    test('[MEM2] members are only those who are in, in order of ordinal', async () => {
      const store = await storeForTest(newPlace)
      const people = ['zoe', 'yan', 'xi', 'wu'].map((id, i) => user(1 + i, id))
      const members = ['1:*', '1:3', '1:3,9:*', ''].map((text, i) =>
        participant(people[i] as (typeof people)[number], {
          member: text === '' ? EMPTY : seqs(text),
          ordinal: 10 - i,
        }),
      )
      await write(store, { newUsers: people, newConversations: [conversation()], newParticipants: members })
      expect((await store.members(cid('c1'))).map((row) => row.userId)).toEqual(['xi', 'zoe'])
      expect(await store.members(cid('c2'))).toEqual([])
      expect(await store.members(cid('c1'), 1)).toEqual(await store.members(cid('c1')))
      expect(await store.members(cid('c1'), 2)).toEqual([])
    }),

  (newPlace) =>
    test('[MEM2] a conversation of one, and of none', async () => {
      const store = await storeForTest(newPlace)
      await write(store, { newUsers: [alice], newConversations: [conversation()] })
      expect(await store.members(cid('c1'))).toEqual([])
      await write(store, { newParticipants: [participant(alice)] })
      expect(await store.members(cid('c1'))).toEqual([memberOf(participant(alice))])
    }),

  (newPlace) =>
    test('[PRV6] the user with an ordinal, in or not', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const ids = await Promise.all([0, 1, 2, 3, 4].map((ordinal) => store.userIdOf(1, ordinal)))
      expect(ids).toEqual([null, 'alice', 'bob', 'carol', null])
      expect(await store.userIdOf(2, 1)).toBeNull()
    }),

  (newPlace) =>
    test('[SEQ1] messages between seqs: none at 0 and beyond the head, both ends included, ascending, never more than asked', async () => {
      const store = await storeForTest(newPlace)
      const rows = [5, 3, 1, 4, 2].map((seq) => message(seq, { deletedAt: seq === 2 ? 9 : null }))
      await write(store, { newConversations: [conversation({ head: 5 })], newMessages: rows })
      const between = async (...[first, last, limit]: [number, number, number]): Promise<readonly number[]> =>
        (await store.messagesBetween(1, first, last, limit)).map((row) => row.seq)
      expect(await between(0, 6, 100)).toEqual([1, 2, 3, 4, 5])
      expect(await between(2, 4, 100)).toEqual([2, 3, 4])
      expect(await between(2, 5, 2)).toEqual([2, 3])
      expect(await between(3, 3, 1)).toEqual([3])
      expect([await between(0, 0, 9), await between(6, 9, 9), await between(4, 2, 9), await between(1, 5, 0)]).toEqual([
        [],
        [],
        [],
        [],
      ])
      expect(await store.messagesBetween(2, 1, 5, 9)).toEqual([])
      expect((await store.messagesBetween(1, 2, 2, 9))[0]).toEqual(message(2, { deletedAt: 9 }))
    }),

  (newPlace) =>
    test('[UNR5] message ids at places, in their order; null where there is none', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const places = [
        [1, 3],
        [1, 0],
        [1, 4],
        [2, 1],
        [1, 3],
        [1, 1],
      ] as const
      expect(await store.messageIdsAt(places)).toEqual(['m3', null, null, null, 'm3', 'm1'])
      expect(await store.messageIdsAt([])).toEqual([])
    }),

  (newPlace) =>
    test('[STA5] profiles by key, in their order', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      expect(await store.profiles([3, 9, 1, 3])).toEqual([carol, undefined, alice, carol])
      expect(await store.profiles([])).toEqual([])
    }),

  (newPlace) =>
    test('[RCP3] times of receipts: by kind, at both ends of a range, null where nothing covers the seq', async () => {
      const store = await storeForTest(newPlace)
      await write(store, {
        newUsers: [bob],
        newConversations: [conversation({ head: 20 })],
        newParticipants: [participant(bob)],
        receipts: [
          receipt('both', 2, 4, 10),
          receipt('delivered', 5, 9, 20),
          receipt('read', 6, 6, 30),
          receipt('read', 8, 9, 10),
          receipt('both', 11, 11, 20),
        ],
      })
      const times = await Promise.all(Array.from({ length: 13 }, (_, seq) => store.receiptTimes(1, seq, [2])))
      expect(times.map(([of]) => [of?.deliveredAt, of?.readAt])).toEqual([
        [null, null],
        [null, null],
        [10, 10],
        [10, 10],
        [10, 10],
        [20, null],
        [20, 30],
        [20, null],
        [20, 10],
        [20, 10],
        [null, null],
        [20, 20],
        [null, null],
      ])
    }),

  (newPlace) =>
    test('[RCP3] times of several participants, in their order; equal times are no trouble', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      expect(await store.receiptTimes(1, 1, [3, 9, 2, 3])).toEqual([
        { deliveredAt: 1_250, readAt: 1_250 },
        { deliveredAt: null, readAt: null },
        { deliveredAt: 1_100, readAt: 1_100 },
        { deliveredAt: 1_250, readAt: 1_250 },
      ])
      expect(await store.receiptTimes(1, 1, [])).toEqual([])
      expect(await store.receiptTimes(2, 1, [2])).toEqual([{ deliveredAt: null, readAt: null }])
      await write(store, { receipts: [{ ...receipt('delivered', 4, 4, 1_200) }, { ...receipt('read', 4, 4, 1_200) }] })
      expect(await store.receiptTimes(1, 4, [2])).toEqual([{ deliveredAt: 1_200, readAt: 1_200 }])
    }),
]
