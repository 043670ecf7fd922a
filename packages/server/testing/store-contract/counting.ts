import { EMPTY, has, ofSeqs, range, type SeqSet } from '@tallymark/core'
import { expect, test } from 'vitest'
import type { MessageRecord } from '../../src/engine/ports/records.ts'
import type { Counted } from '../../src/engine/ports/store.ts'
import { type Chance, chanceOf } from '../histories/chance.ts'
import { conversation, message, mid, seqs, write } from './sample-rows.ts'
import { type ContractPart, storeForTest } from './store-place.ts'

/** A message before its running counts are known. */
interface Draft {
  readonly sender: number | null
  readonly silent: boolean
  readonly deleted: boolean
}

/** Messages with their running counts, from seq 1 on. */
function messagesOf(drafts: readonly Draft[]): readonly MessageRecord[] {
  const counts = new Map<number | null, { all: number; silent: number }>()
  let silentCount = 0
  return drafts.map(({ sender, silent, deleted }, i) => {
    const own = counts.get(sender) ?? { all: 0, silent: 0 }
    counts.set(sender, own)
    own.all += 1
    if (silent) own.silent += 1
    if (silent) silentCount += 1
    const bySender =
      sender === null
        ? { senderCount: 0, senderSilentCount: 0 }
        : { senderCount: own.all, senderSilentCount: own.silent }
    return message(1 + i, { sender, silent, deletedAt: deleted ? 9 : null, silentCount, ...bySender })
  })
}

/** Runs of one kind of message, of every length from one to far more than a store may look at one by one. */
function randomDrafts(chance: Chance, length: number): readonly Draft[] {
  const drafts: Draft[] = []
  while (drafts.length < length) {
    const sender = chance.pick([null, 1, 2, 3, 4])
    const [silent, deleted] = [chance.hits(0.2), chance.hits(0.2)]
    const run = chance.pick([1, 1, 1, 2, 5, 70, 150])
    for (let i = 0; i < run; i += 1) drafts.push({ sender, silent, deleted })
  }
  return drafts.slice(0, length)
}

function randomSeqs(chance: Chance, head: number): SeqSet {
  if (chance.hits(0.2)) return range(chance.between(1, head), head)
  const picked: number[] = []
  for (let runs = chance.between(0, 6); runs > 0; runs -= 1) {
    const first = chance.between(1, head)
    const last = Math.min(head, first + chance.pick([0, 0, 1, 10, 200]))
    for (let seq = first; seq <= last; seq += 1) picked.push(seq)
  }
  return ofSeqs(picked)
}

/** Message by message, as the rules say it. */
const naively = {
  unread: (rows: readonly MessageRecord[], ordinal: number, of: SeqSet): Counted => {
    const counting = rows.filter(
      (row) => has(of, row.seq) && row.sender !== ordinal && !row.silent && row.deletedAt === null,
    )
    return { count: counting.length, firstMessageId: counting[0]?.messageId ?? null }
  },
  fillable: (rows: readonly MessageRecord[], ordinal: number, of: SeqSet): number =>
    rows.filter((row) => has(of, row.seq) && (row.sender === ordinal || row.deletedAt !== null)).length,
}

/** `countUnread` and `countFillable`. */
export const counting: ContractPart = [
  (newPlace) => {
    for (const seed of [1, 2, 3, 4])
      test(`[UNR1] [UNR2] [RCP7] counts equal those of counting one by one, seed ${seed}`, async () => {
        const chance = chanceOf(seed)
        const rows = messagesOf(randomDrafts(chance, 900))
        const store = await storeForTest(newPlace)
        // Another conversation with other messages at the same seqs, of people with the same ordinals.
        const others = messagesOf(randomDrafts(chance, 900)).map((row) => ({ ...row, conversationKey: 2 }))
        await write(store, { newMessages: [...rows, ...others] })
        const asked = Array.from({ length: 200 }, () => ({
          conversationKey: 1,
          ordinal: chance.between(1, 5),
          seqs: randomSeqs(chance, rows.length),
        }))
        expect(await store.countUnread(asked)).toEqual(asked.map((one) => naively.unread(rows, one.ordinal, one.seqs)))
        expect(await store.countFillable(asked)).toEqual(
          asked.map((one) => naively.fillable(rows, one.ordinal, one.seqs)),
        )
      })
  },

  (newPlace) => {
    for (const [what, draft] of Object.entries({
      own: { sender: 1, silent: false, deleted: false },
      silent: { sender: 2, silent: true, deleted: false },
      deleted: { sender: 2, silent: false, deleted: true },
    }))
      test(`[UNR5] the first unread message is found behind 0 to 500 that are ${what}`, async () => {
        const store = await storeForTest(newPlace)
        const lengths = [0, 1, 62, 63, 64, 65, 66, 127, 128, 129, 500]
        for (const [i, length] of lengths.entries()) {
          const run = Array.from({ length }, () => draft)
          const counts = { sender: 2, silent: false, deleted: false }
          const rows = messagesOf([counts, ...run, counts, counts]).map((row) => ({ ...row, conversationKey: 1 + i }))
          await write(store, {
            newConversations: [conversation({ key: 1 + i, conversationId: mid(`c${i}`) as never })],
            newMessages: rows,
          })
          const asked = { conversationKey: 1 + i, ordinal: 1, seqs: range(2, rows.length) }
          const expected = [{ count: 2, firstMessageId: `m${length + 2}` }]
          expect(await store.countUnread([asked]), `${length} that are ${what}`).toEqual(expected)
        }
      })
  },

  (newPlace) =>
    test('[UNR1] nothing counts in an empty set, in an empty conversation, and where all is one’s own', async () => {
      const store = await storeForTest(newPlace)
      const own = Array.from({ length: 100 }, () => ({ sender: 1, silent: false, deleted: false }))
      await write(store, { newMessages: messagesOf(own) })
      const nothing = { count: 0, firstMessageId: null }
      const at = (ordinal: number, of: SeqSet, conversationKey = 1) => ({ conversationKey, ordinal, seqs: of })
      const asked = [at(1, EMPTY), at(1, seqs('1:100')), at(2, seqs('1')), at(2, seqs('100')), at(2, EMPTY, 9)]
      expect(await store.countUnread(asked)).toEqual([
        nothing,
        nothing,
        { count: 1, firstMessageId: 'm1' },
        { count: 1, firstMessageId: 'm100' },
        nothing,
      ])
      expect(await store.countFillable(asked)).toEqual([0, 100, 0, 0, 0])
      expect([await store.countUnread([]), await store.countFillable([])]).toEqual([[], []])
    }),

  (newPlace) =>
    test('[UNR1] a message that is deleted later stops counting, and becomes fillable', async () => {
      const store = await storeForTest(newPlace)
      const rows = messagesOf(Array.from({ length: 3 }, () => ({ sender: 2, silent: false, deleted: false })))
      await write(store, { newMessages: rows })
      const asked = [{ conversationKey: 1, ordinal: 1, seqs: seqs('1:3') }]
      expect(await store.countUnread(asked)).toEqual([{ count: 3, firstMessageId: 'm1' }])
      await write(store, { messages: [{ ...(rows[0] as MessageRecord), deletedAt: 5 }] })
      expect(await store.countUnread(asked)).toEqual([{ count: 2, firstMessageId: 'm2' }])
      expect(await store.countFillable(asked)).toEqual([1])
    }),
]
