import { expect, test } from 'vitest'
import { NO_CHANGES } from '../../src/engine/no-changes.ts'
import type { ApiKeyRecord } from '../../src/engine/ports/records.ts'
import type { Store } from '../../src/engine/ports/store.ts'
import { StoreError } from '../../src/engine/ports/store-error.ts'
import { cid, conversation, message, mid, SMALL_TALK, uid, write } from './sample-rows.ts'
import { type ContractPart, placeForTest, storeForTest } from './store-place.ts'

const key = (keyId: string, createdAt: number): ApiKeyRecord => ({
  keyId,
  name: `key ${keyId}`,
  hash: `${keyId}`.repeat(64).slice(0, 64),
  createdAt,
  revokedAt: null,
})

/** Counts a conversation's version up, each time in a transaction that is tried again where it met a conflict. */
async function countUp(store: Store, times: number): Promise<void> {
  for (let done = 0; done < times; ) {
    const transaction = await store.begin({ conversations: [cid('c1')] })
    const version = (transaction.found.conversations[0]?.version ?? 0) + 1
    try {
      await transaction.commit({ ...NO_CHANGES, conversations: [conversation({ version })] })
      done += 1
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'conflict') throw error
    }
  }
}

/** What outlives a transaction and a store: keys, the name of the history, all data. */
export const keeping: ContractPart = [
  (newPlace) =>
    test('[ACC2] API keys are added, listed in order of creation, and revoked once', async () => {
      const store = await storeForTest(newPlace)
      expect(await store.apiKeys()).toEqual([])
      const keys = [key('b', 2), key('a', 1), key('c', 2)]
      for (const one of keys) await store.addApiKey(one)
      expect(await store.apiKeys()).toEqual([keys[1], keys[0], keys[2]])
      expect(await store.revokeApiKey('b', 7)).toBe(true)
      expect(await store.revokeApiKey('b', 8)).toBe(false)
      expect(await store.revokeApiKey('B', 8)).toBe(false)
      expect((await store.apiKeys()).map((one) => one.revokedAt)).toEqual([null, 7, null])
    }),

  (newPlace) =>
    test('[ACC2] a key whose id is taken is refused, and the first stays', async () => {
      const store = await storeForTest(newPlace)
      await store.addApiKey(key('a', 1))
      await expect(store.addApiKey({ ...key('a', 2), name: 'another' })).rejects.toBeInstanceOf(StoreError)
      expect(await store.apiKeys()).toEqual([key('a', 1)])
      await store.addApiKey(key('b', 2))
    }),

  (newPlace) =>
    test('[STO1] the check of a store changes nothing', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      const { epoch } = store
      await store.check()
      expect(store.epoch).toBe(epoch)
      expect((await store.find({ conversations: [cid('c1')] })).conversations[0]?.version).toBe(7)
    }),

  (newPlace) =>
    test('[STO1] each history has a name of its own', async () => {
      const [one, other] = [await storeForTest(newPlace), await storeForTest(newPlace)]
      expect(one.epoch).toMatch(/\S{16,}/)
      expect(one.epoch).not.toBe(other.epoch)
    }),

  (newPlace) =>
    test('[STO1] a closed store refuses whatever is asked of it', async () => {
      const store = await storeForTest(newPlace)
      await write(store, SMALL_TALK)
      await store.close()
      const calls: readonly (() => Promise<unknown>)[] = [
        () => store.find({}),
        () => store.members(cid('c1')),
        () => store.begin({}),
        () => store.addApiKey(key('a', 1)),
        () => store.revokeApiKey('a', 1),
        () => store.check(),
        () => store.countUnread([]),
        () => store.apiKeys(),
      ]
      for (const call of calls) await expect(call()).rejects.toMatchObject({ name: 'StoreError', code: 'closed' })
    }),

  (newPlace) =>
    test('[STO2] what was written is there when the place is opened again', async ({ skip }) => {
      const place = placeForTest(newPlace)
      skip(!place.isLasting, 'nothing is kept of this store')
      const store = await place.open()
      await write(store, SMALL_TALK)
      await store.addApiKey(key('a', 1))
      const before = await store.find({ conversations: [cid('c1')], participationsOf: [uid('bob')] })
      await store.close()
      const again = await place.open()
      expect(again.epoch).toBe(store.epoch)
      expect(await again.find({ conversations: [cid('c1')], participationsOf: [uid('bob')] })).toEqual(before)
      expect(await again.apiKeys()).toEqual([key('a', 1)])
      expect(await again.receiptTimes(1, 3, [2])).toEqual([{ deliveredAt: 1_200, readAt: 1_300 }])
      expect((await again.messagesBetween(1, 1, 3, 9)).length).toBe(3)
    }),

  (newPlace) =>
    test('[FED9] the key of a conversation that is no more is given to no other, also after the place was opened again', async () => {
      const place = placeForTest(newPlace)
      const store = await place.open()
      const keyOf = async (of: Store, id: string): Promise<number> => {
        const { spareConversationKeys, abort } = await of.begin({ conversations: [cid(id)] })
        await abort()
        return spareConversationKeys[0] ?? 0
      }
      await write(store, { newConversations: [conversation({ key: await keyOf(store, 'c1') })] })
      const [row] = (await store.find({ conversations: [cid('c1')] })).conversations
      await write(store, { removedConversationKeys: [row?.key ?? 0] })
      if (place.isLasting) await store.close()
      expect(await keyOf(place.isLasting ? await place.open() : store, 'c1')).toBeGreaterThan(row?.key ?? 0)
    }),

  (newPlace) =>
    test('[SEQ2] [VER3] a transaction finds each message at its seq, whoever posted it, and none of a conversation that was before', async () => {
      const place = placeForTest(newPlace)
      const one = await place.open()
      const other = place.isLasting ? await place.open() : one
      await write(one, SMALL_TALK)
      const seqsOf = async (store: Store, ...ids: readonly string[]): Promise<readonly (number | undefined)[]> => {
        const wanted = { conversations: [cid('c1')], seqs: ids.map((id) => [cid('c1'), mid(id)] as const) }
        for (let tries = 1; ; tries += 1) {
          const transaction = await store.begin(wanted)
          try {
            await transaction.commit(NO_CHANGES)
            return transaction.found.seqs
          } catch (error) {
            if (!(error instanceof StoreError) || error.code !== 'conflict' || tries === 3) throw error
          }
        }
      }
      for (const store of [one, other]) {
        expect(await seqsOf(store, 'm2')).toEqual([2])
        expect(await seqsOf(store, 'm1', 'm2', 'm3', 'm4')).toEqual([1, 2, 3, undefined])
      }
      const longer = conversation({ head: 4, version: 8, nextOrdinal: 4 })
      await write(other, { conversations: [longer], newMessages: [message(4, { messageId: mid('m4') })] })
      for (const store of [one, other]) expect(await seqsOf(store, 'm4', 'm1')).toEqual([4, 1])
      await write(one, { removedConversationKeys: [1] })
      await write(one, { newConversations: [conversation({ key: 7, version: 1 })] })
      await write(one, {
        conversations: [conversation({ key: 7, version: 2, head: 1 })],
        newMessages: [message(1, { conversationKey: 7, messageId: mid('m3') })],
      })
      for (const store of [one, other]) expect(await seqsOf(store, 'm3', 'm1')).toEqual([1, undefined])
    }),

  (newPlace) =>
    test('[VER3] two stores on one place lose none of each other’s changes', async ({ skip }) => {
      const place = placeForTest(newPlace)
      skip(!place.isLasting, 'this store is the only one on its place')
      const [one, other] = [await place.open(), await place.open()]
      await write(one, { newConversations: [conversation({ version: 0 })] })
      await Promise.all([countUp(one, 25), countUp(other, 25)])
      for (const store of [one, other])
        expect((await store.find({ conversations: [cid('c1')] })).conversations[0]?.version).toBe(50)
    }),
]
