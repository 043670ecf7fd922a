import { expect, test } from 'vitest'
import {
  alice,
  bob,
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

const NEVER = { deliveredAt: null, readAt: null }

/** Users erased and conversations removed. */
export const removing: ContractPart = [
  (newPlace) =>
    test('[PRV6] an erased user is gone with profile, parts and receipts; others stay, and so do its messages', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      await write(store, {
        newConversations: [conversation({ key: 2, conversationId: cid('c2') })],
        newParticipants: [
          participant(alice, { conversationKey: 2, ordinal: 1 }),
          participant(bob, { conversationKey: 2 }),
        ],
        receipts: [
          { conversationKey: 2, ordinal: 1, kind: 'both', first: 1, last: 1, at: 5 },
          { conversationKey: 2, ordinal: 2, kind: 'both', first: 1, last: 1, at: 6 },
        ],
      })
      await write(store, { erasedUserKeys: [bob.key] })
      const found = await store.find({
        users: [uid('bob'), uid('alice')],
        participants: [[cid('c1'), uid('bob')]],
        participationsOf: [uid('bob'), uid('alice')],
      })
      expect(found.users.map((row) => row?.userId)).toEqual([undefined, 'alice'])
      expect(found.participants).toEqual([undefined])
      expect(found.participationsOf.map((parts) => parts.length)).toEqual([0, 2])
      expect(await store.profiles([bob.key, alice.key])).toEqual([undefined, alice])
      expect((await store.members(cid('c1'))).map((row) => row.userId)).toEqual(['alice'])
      expect([await store.userIdOf(1, 2), await store.userIdOf(2, 2), await store.userIdOf(1, 1)]).toEqual([
        null,
        null,
        'alice',
      ])
      expect(await store.receiptTimes(1, 1, [2, 3])).toEqual([NEVER, { deliveredAt: 1_250, readAt: 1_250 }])
      expect(await store.receiptTimes(2, 1, [1, 2])).toEqual([{ deliveredAt: 5, readAt: 5 }, NEVER])
    }),

  (newPlace) =>
    test('[PRV6] the messages of an erased user stay, and the same id coming back is a new user', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      await write(store, { erasedUserKeys: [alice.key] })
      expect((await store.messagesBetween(1, 1, 3, 9)).map((row) => row.sender)).toEqual([1, 1, 1])
      expect(await store.userIdOf(1, 1)).toBeNull()
      const back = user(9, 'alice')
      await write(store, {
        newUsers: [back],
        newParticipants: [participant(back, { ordinal: 4, member: seqs('4:*') })],
      })
      expect(await store.profiles([9])).toEqual([back])
      expect(await store.userIdOf(1, 1)).toBeNull()
      expect(await store.userIdOf(1, 4)).toBe('alice')
      expect(await store.receiptTimes(1, 1, [4])).toEqual([NEVER])
    }),

  (newPlace) =>
    test('[STO1] a removed conversation is gone with all that belongs to it; others stay', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const kept = conversation({ key: 2, conversationId: cid('c2'), head: 1 })
      const part = participant(bob, { conversationKey: 2 })
      await write(store, {
        newConversations: [kept],
        newParticipants: [part],
        newMessages: [message(1, { conversationKey: 2 })],
        receipts: [{ conversationKey: 2, ordinal: 2, kind: 'read', first: 1, last: 1, at: 6 }],
      })
      await write(store, { removedConversationKeys: [1] })
      const found = await store.find({
        conversations: [cid('c1'), cid('c2')],
        participants: [[cid('c1'), uid('bob')]],
        messages: [
          [cid('c1'), mid('m1')],
          [cid('c2'), mid('m1')],
        ],
        users: [uid('alice'), uid('bob'), uid('carol')],
        participationsOf: [uid('bob')],
      })
      expect(found.conversations).toEqual([undefined, kept])
      expect(found.participants).toEqual([undefined])
      expect(found.messages.map((row) => row?.conversationKey)).toEqual([undefined, 2])
      expect(found.users.map((row) => row?.userId)).toEqual(['alice', 'bob', 'carol'])
      expect(found.participationsOf).toEqual([[{ conversation: kept, participant: part }]])
      expect([await store.members(cid('c1')), await store.messagesBetween(1, 1, 9, 9)]).toEqual([[], []])
      expect(await store.receiptTimes(2, 1, [2])).toEqual([{ deliveredAt: null, readAt: 6 }])
    }),

  (newPlace) =>
    test('[STO1] the same ids may be written in the commit that removes them', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const erin = user(bob.key, 'bob', { userName: 'the new one' })
      await write(store, {
        removedConversationKeys: [1],
        erasedUserKeys: [bob.key],
        newUsers: [erin],
        newConversations: [conversation({ version: 1 })],
        newParticipants: [participant(erin)],
        newMessages: [message(1)],
      })
      expect(await store.members(cid('c1'))).toEqual([memberOf(participant(erin))])
      expect((await store.messagesBetween(1, 1, 9, 9)).map((row) => row.messageId)).toEqual(['m1'])
      expect(await store.receiptTimes(1, 1, [2])).toEqual([NEVER])
    }),
]
