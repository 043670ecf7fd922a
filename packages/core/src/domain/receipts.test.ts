import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  coversAnything,
  type Kind,
  type Mark,
  marked,
  markedUnread,
  mostRanges,
  NO_RECEIPTS,
  publicSets,
  type Receipts,
  SETS,
} from './receipts.ts'
import { has, isSubset, ofSeqs } from './seq-set.ts'
import { formatSeqSet, seqSetFrom } from './seq-set-text.ts'
import type { Sharing } from './sharing.ts'

const HIGHEST = 12
const EVERY_SEQ = Array.from({ length: HIGHEST }, (_, i) => i + 1)

interface Step extends Mark {
  readonly sharing: Sharing
}

const steps = fc.record({
  kind: fc.constantFrom<Kind>('delivered', 'read'),
  seqs: fc.array(fc.integer({ min: 1, max: HIGHEST }), { maxLength: 6 }).map(ofSeqs),
  isPrivate: fc.boolean(),
  sharing: fc.constantFrom<Sharing>('everything', 'delivered', 'nothing'),
})
const histories = fc.array(steps, { maxLength: 12 })

const replay = (history: readonly Step[], from: Receipts = NO_RECEIPTS): Receipts =>
  history.reduce((receipts, step) => marked(receipts, step, step.sharing).receipts, from)

const texts = (receipts: Receipts): Record<string, string> =>
  Object.fromEntries(SETS.map((set) => [set, formatSeqSet(receipts[set])]))

/** What one message should come to, told message by message. */
function modelOf(history: readonly Step[], seq: number) {
  const of = { delivered: false, read: false, shownDelivered: false, shownRead: false }
  for (const step of history) {
    if (!has(step.seqs, seq)) continue
    if (!of.delivered && !step.isPrivate && step.sharing !== 'nothing') of.shownDelivered = true
    of.delivered = true
    if (step.kind === 'delivered') continue
    if (!of.read && !step.isPrivate && step.sharing === 'everything') of.shownRead = true
    of.read = true
  }
  return of
}

test('[RCP1] [RCP2] [PRV2] any marks of any privacy come to what each message alone comes to', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const receipts = replay(history)
      const others = publicSets(receipts)
      for (const seq of EVERY_SEQ) {
        const model = modelOf(history, seq)
        const { delivered, read, shownDelivered, shownRead } = receipts
        expect({
          delivered: has(delivered, seq),
          read: has(read, seq),
          shownDelivered: has(shownDelivered, seq),
          shownRead: has(shownRead, seq),
        }).toEqual(model)
        expect(has(others.read, seq)).toBe(model.shownRead)
        expect(has(others.delivered, seq)).toBe(model.shownDelivered || model.shownRead)
      }
    }),
  )
})

test('[RCP1] the same marks in any order, repeated, in batches or one by one, give the same sets', () => {
  const open = histories.map((history) =>
    history.map((step): Step => ({ ...step, isPrivate: false, sharing: 'everything' })),
  )
  const shuffled = open.chain((history) =>
    fc.tuple(fc.constant(history), fc.shuffledSubarray([...history, ...history], { minLength: 2 * history.length })),
  )
  fc.assert(
    fc.property(shuffled, ([history, again]) => {
      const oneByOne = history.flatMap((step) =>
        EVERY_SEQ.filter((seq) => has(step.seqs, seq)).map((seq) => ({ ...step, seqs: ofSeqs([seq]) })),
      )
      expect(texts(replay(again))).toEqual(texts(replay(history)))
      expect(texts(replay(oneByOne))).toEqual(texts(replay(history)))
    }),
  )
})

test('[RCP1] the truth does not depend on the order of private and public marks', () => {
  const pairs = histories.chain((history) =>
    fc.tuple(fc.constant(history), fc.shuffledSubarray(history, { minLength: history.length })),
  )
  fc.assert(
    fc.property(pairs, ([history, shuffled]) => {
      const [a, b] = [texts(replay(history)), texts(replay(shuffled))]
      expect([a.delivered, a.read]).toEqual([b.delivered, b.read])
    }),
  )
})

test('[RCP1] a mark that covers nothing new gives the very sets it was given', () => {
  fc.assert(
    fc.property(histories, steps, fc.integer({ min: 1, max: HIGHEST }), (history, step, seq) => {
      const read = replay([...history, { ...step, kind: 'read' }])
      const reopened = marked(markedUnread(read, seq), step, step.sharing).receipts
      const again = marked(reopened, step, step.sharing)
      expect(coversAnything(again)).toBe(false)
      for (const set of SETS) expect(again.receipts[set]).toBe(reopened[set])
    }),
  )
})

test('[RCP2] [PRV3] what is read is delivered, what is shown is true, at every step', () => {
  fc.assert(
    fc.property(histories, (history) => {
      for (let length = 0; length <= history.length; length += 1) {
        const receipts = replay(history.slice(0, length))
        const others = publicSets(receipts)
        expect(isSubset(receipts.read, receipts.delivered)).toBe(true)
        expect(isSubset(others.read, others.delivered)).toBe(true)
        expect(isSubset(others.delivered, receipts.delivered)).toBe(true)
        expect(isSubset(others.read, receipts.read)).toBe(true)
      }
    }),
  )
})

describe('what others may know', () => {
  const mark = (text: string, kind: Kind, isPrivate = false): Mark => ({ kind, seqs: seqSetFrom(text), isPrivate })
  const shown = (receipts: Receipts) => {
    const { delivered, read } = publicSets(receipts)
    return [formatSeqSet(delivered), formatSeqSet(read)]
  }

  test('[PRV2] turning receipts on never publishes what was marked before', () => {
    const before = marked(NO_RECEIPTS, mark('1:5', 'read'), 'nothing').receipts
    const after = marked(before, mark('1:7', 'read'), 'everything').receipts
    expect(shown(before)).toEqual(['', ''])
    expect(shown(after)).toEqual(['6:7', '6:7'])
    expect(formatSeqSet(after.read)).toBe('1:7')
  })

  test('[PRV2] turning receipts off never takes back what was shown', () => {
    const before = marked(NO_RECEIPTS, mark('1:5', 'read'), 'everything').receipts
    expect(shown(marked(before, mark('1:7', 'read'), 'nothing').receipts)).toEqual(['1:5', '1:5'])
  })

  test('[PRV2] who shares deliveries only shows those of its reads', () => {
    expect(shown(marked(NO_RECEIPTS, mark('1:5', 'read'), 'delivered').receipts)).toEqual(['1:5', ''])
  })

  test('[PRV2] what was read privately and is read again stays private', () => {
    const before = marked(NO_RECEIPTS, mark('3', 'read', true), 'everything').receipts
    expect(shown(marked(before, mark('1:5', 'read'), 'everything').receipts)).toEqual(['1:2,4:5', '1:2,4:5'])
  })

  test('[PRV3] a read that is shown after a private delivery shows the delivery too', () => {
    const before = marked(NO_RECEIPTS, mark('1', 'delivered', true), 'everything').receipts
    expect(shown(before)).toEqual(['', ''])
    expect(shown(marked(before, mark('1', 'read'), 'everything').receipts)).toEqual(['1', '1'])
  })

  test('[PRV3] a private mark leaves the shown sets the very same', () => {
    fc.assert(
      fc.property(histories, steps, (history, step) => {
        const before = replay(history)
        const after = marked(before, { ...step, isPrivate: true }, step.sharing).receipts
        expect(after.shownDelivered).toBe(before.shownDelivered)
        expect(after.shownRead).toBe(before.shownRead)
      }),
    )
  })
})

describe('[UNR3] marking as unread', () => {
  test('[UNR3] reopens what was read from there on and moves nothing else', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: HIGHEST }), (history, from) => {
        const before = replay(history)
        const after = markedUnread(before, from)
        expect(EVERY_SEQ.filter((seq) => has(after.reopened, seq))).toEqual(
          EVERY_SEQ.filter((seq) => seq >= from && has(before.read, seq)),
        )
        expect({ ...after, reopened: before.reopened }).toEqual(before)
      }),
    )
  })

  test('[UNR3] a later read takes out what it covers, a later delivery does not', () => {
    const read = marked(NO_RECEIPTS, { kind: 'read', seqs: seqSetFrom('1:9'), isPrivate: false }, 'everything').receipts
    const reopened = markedUnread(read, 4)
    const step = { seqs: seqSetFrom('5:6'), isPrivate: true }
    expect(formatSeqSet(reopened.reopened)).toBe('4:9')
    expect(formatSeqSet(marked(reopened, { ...step, kind: 'read' }, 'nothing').receipts.reopened)).toBe('4,7:9')
    expect(formatSeqSet(marked(reopened, { ...step, kind: 'delivered' }, 'nothing').receipts.reopened)).toBe('4:9')
  })
})

test('[RCP8] the most ranges of a participant are those of its widest set', () => {
  expect(mostRanges(NO_RECEIPTS)).toBe(0)
  for (const set of SETS) expect(mostRanges({ ...NO_RECEIPTS, [set]: seqSetFrom('1,3,5:9') })).toBe(3)
})
