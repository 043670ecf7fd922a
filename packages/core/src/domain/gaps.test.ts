import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closeGaps, type Gap, gapsBeside } from './gaps.ts'
import { marked, NO_RECEIPTS, type Receipts } from './receipts.ts'
import { EMPTY, has, ofSeqs, range, rangeCount, type SeqSet, subtract, union } from './seq-set.ts'
import { formatSeqSet, seqSetFrom } from './seq-set-text.ts'

const ALWAYS = range(1, Number.POSITIVE_INFINITY)
const text = (gaps: readonly Gap[]): string => gaps.map(({ first, last }) => `${first}:${last}`).join(' ')

/** Counts the seqs of a gap that a predicate calls fillable. */
const countWhere =
  (isFillable: (seq: number) => boolean) =>
  ({ first, last }: Gap): number =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(isFillable).length

describe('the gaps beside what is new', () => {
  test.each([
    ['none in an empty set', '', '', ''],
    ['none beside a single range', '5:9', '5:9', ''],
    ['none before the first or after the last', '3,7', '', ''],
    ['the one before', '1:3,7', '7', '4:6'],
    ['the one after', '2,7:9', '2', '3:6'],
    ['both', '2,5,9', '5', '3:4 6:8'],
    ['one between two that are new only once', '2,5', '2,5', '3:4'],
    ['those of the range that swallowed it', '1,4:8,11', '6', '2:3 9:10'],
    ['not those elsewhere', '1,3,5,7,9', '9', '8:8'],
    ['all of a set that is new', '1,3,5:6,9', '1,3,5:6,9', '2:2 4:4 7:8'],
  ])('[RCP7] %s', (_what, set, newly, gaps) => {
    expect(text(gapsBeside(seqSetFrom(set), seqSetFrom(newly)))).toBe(gaps)
  })

  test('[RCP7] are each gap once, ascending, and touch a range that holds something new', () => {
    const sets = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }).map(ofSeqs)
    fc.assert(
      fc.property(sets, sets, (before, mark) => {
        const after = union(before, mark)
        const newly = subtract(mark, before)
        const touched = (seq: number): boolean => has(after, seq) && holdsNew(after, newly, seq)
        const expected = gapsBeside(after, after).filter(({ first, last }) => touched(first - 1) || touched(last + 1))
        expect(gapsBeside(after, newly)).toEqual(expected)
      }),
    )
  })
})

/** Whether the range of the set that holds `seq` holds any of what is new. */
function holdsNew(set: SeqSet, newly: SeqSet, seq: number): boolean {
  let first = seq
  while (has(set, first - 1)) first -= 1
  for (let at = first; has(set, at); at += 1) if (has(newly, at)) return true
  return false
}

describe('closing gaps', () => {
  const close = (set: string, isFillable: (seq: number) => boolean, member: SeqSet = ALWAYS): string => {
    const of = seqSetFrom(set)
    return formatSeqSet(closeGaps(of, gapsBeside(of, of), member, countWhere(isFillable)))
  }

  test('[RCP7] closes what holds only one’s own or deleted messages', () => {
    expect(close('1,4,7', (seq) => seq === 2 || seq === 3)).toBe('1:4,7')
  })

  test('[RCP7] leaves a gap that holds anything else', () => {
    expect(close('1,4,7', (seq) => seq === 2 || seq === 5)).toBe('1,4,7')
  })

  test('[RCP7] [HEA3] leaves a gap that reaches outside the membership', () => {
    expect(close('1,4,7', () => true, seqSetFrom('1:2,4:*'))).toBe('1,4:7')
  })

  test('[RCP7] leaves the very set where nothing closes', () => {
    const set = seqSetFrom('1,4,7')
    expect(closeGaps(set, gapsBeside(set, set), ALWAYS, () => 0)).toBe(set)
  })
})

describe('who keeps small sets', () => {
  /** The most ranges that a set ever had while its owner marked some seqs one by one. */
  function mostRangesWhile(marks: Iterable<number>, isFillable: (seq: number) => boolean): number {
    let receipts: Receipts = NO_RECEIPTS
    let most = 0
    for (const seq of marks) {
      const before = receipts.read
      receipts = marked(receipts, { kind: 'read', seqs: range(seq, seq), isPrivate: false }, 'everything').receipts
      const gaps = gapsBeside(receipts.read, subtract(receipts.read, before))
      receipts = { ...receipts, read: closeGaps(receipts.read, gaps, ALWAYS, countWhere(isFillable)) }
      most = Math.max(most, rangeCount(receipts.read))
    }
    return most
  }
  const odd = (seq: number): boolean => seq % 2 === 1
  const others = Array.from({ length: 1_000 }, (_, i) => 2 * i + 2)

  test('[RCP7] a person who marks only what others wrote, from the first on', () => {
    expect(mostRangesWhile(others, odd)).toBe(1)
  })

  test('[RCP7] a person who marks only what others wrote, from the last back', () => {
    expect(mostRangesWhile([...others].reverse(), odd)).toBe(1)
  })

  test('[RCP7] without the closing there would be a range for each', () => {
    expect(mostRangesWhile(others, () => false)).toBe(1_000)
  })
})

test('[RCP8] beside all of a set are all of its gaps', () => {
  const set = seqSetFrom('1,3,7')
  expect(text(gapsBeside(set, set))).toBe('2:2 4:6')
  expect(gapsBeside(EMPTY, EMPTY)).toEqual([])
})
