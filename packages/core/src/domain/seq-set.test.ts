import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  EMPTY,
  equals,
  firstOf,
  has,
  intersect,
  isEmpty,
  isSubset,
  lastOf,
  ofSeqs,
  range,
  rangeAt,
  rangeCount,
  ranges,
  type SeqSet,
  size,
  subtract,
  union,
} from './seq-set.ts'

const HIGHEST = 40
const seqLists = fc.array(fc.integer({ min: 1, max: HIGHEST }), { maxLength: 40 })
const closedSets = seqLists.map(ofSeqs)
const openEnds = fc.integer({ min: 1, max: HIGHEST }).map((first) => range(first, Number.POSITIVE_INFINITY))
const seqSets: fc.Arbitrary<SeqSet> = fc.oneof(
  closedSets,
  fc.tuple(closedSets, openEnds).map(([set, end]) => union(set, end)),
)

/** The seqs from 1 to one past the highest that is drawn: the last stands for all of an open end. */
const EVERY_SEQ = Array.from({ length: HIGHEST + 2 }, (_, i) => i + 1)
const model = (set: SeqSet): ReadonlySet<number> => new Set(EVERY_SEQ.filter((seq) => holds(set, seq)))
/** Membership written the slow way, so that the model does not lean on what it checks. */
const holds = (set: SeqSet, seq: number): boolean =>
  [...ranges(set)].some(([first, last]) => first <= seq && seq <= last)

/** Ascending, disjoint, not adjacent, whole numbers from 1, only the last bound without end. */
function expectCanonical(set: SeqSet): void {
  let before = -1
  for (const [first, last] of ranges(set)) {
    expect(first).toBeGreaterThan(before + 1)
    expect(first).toBeGreaterThanOrEqual(1)
    expect(last).toBeGreaterThanOrEqual(first)
    expect(Number.isSafeInteger(first)).toBe(true)
    before = last
  }
  expect(set.slice(0, -1).every(Number.isSafeInteger)).toBe(true)
}

describe('a SeqSet is what a set of numbers is', () => {
  test('[RCP1] made of seqs in any order, repeated or not', () => {
    fc.assert(
      fc.property(seqLists, (seqs) => {
        const set = ofSeqs(seqs)
        expectCanonical(set)
        expect(model(set)).toEqual(new Set(seqs))
        expect(size(set)).toBe(new Set(seqs).size)
      }),
    )
  })

  test.each([
    ['union', union, (a: ReadonlySet<number>, b: ReadonlySet<number>) => a.union(b)],
    ['intersection', intersect, (a: ReadonlySet<number>, b: ReadonlySet<number>) => a.intersection(b)],
    ['difference', subtract, (a: ReadonlySet<number>, b: ReadonlySet<number>) => a.difference(b)],
  ] as const)('[RCP1] its %s is that of plain sets, in the one canonical form', (_name, operation, ofModels) => {
    fc.assert(
      fc.property(seqSets, seqSets, (a, b) => {
        const [boundsOfA, boundsOfB] = [[...a], [...b]]
        const result = operation(a, b)
        expectCanonical(result)
        expect(model(result)).toEqual(ofModels(model(a), model(b)))
        expect([...a]).toEqual(boundsOfA)
        expect([...b]).toEqual(boundsOfB)
      }),
    )
  })

  test('[RCP1] it answers has, isSubset, equals and isEmpty like plain sets', () => {
    fc.assert(
      fc.property(seqSets, seqSets, (a, b) => {
        for (const seq of EVERY_SEQ) expect(has(a, seq)).toBe(model(a).has(seq))
        expect(isSubset(a, b)).toBe(model(a).isSubsetOf(model(b)))
        expect(isSubset(intersect(a, b), a)).toBe(true)
        expect(equals(a, b)).toBe(model(a).symmetricDifference(model(b)).size === 0)
        expect(isEmpty(a)).toBe(model(a).size === 0)
      }),
    )
  })

  test('[RCP1] its size, bounds, ranges and positions are those of its seqs', () => {
    fc.assert(
      fc.property(closedSets, (set) => {
        const seqs = [...model(set)]
        expect(size(set)).toBe(seqs.length)
        expect(firstOf(set)).toBe(seqs[0] ?? 0)
        expect(lastOf(set)).toBe(seqs.at(-1) ?? 0)
        expect(rangeCount(set)).toBe(seqs.filter((seq) => !model(set).has(seq - 1)).length)
        for (const seq of EVERY_SEQ) {
          const slow = [...ranges(set)].findIndex(([, last]) => last >= seq)
          expect(rangeAt(set, seq)).toBe(slow === -1 ? set.length : 2 * slow)
        }
      }),
    )
  })
})

describe('[RCP1] union', () => {
  test('[RCP1] is idempotent, commutative and associative, bound for bound', () => {
    fc.assert(
      fc.property(seqSets, seqSets, seqSets, (a, b, c) => {
        expect(union(a, a)).toEqual(a)
        expect(union(a, b)).toEqual(union(b, a))
        expect(union(union(a, b), c)).toEqual(union(a, union(b, c)))
        expect(union(union(a, b), b)).toEqual(union(a, b))
      }),
    )
  })

  test('[RCP1] joins ranges that touch and keeps those one apart', () => {
    expect([...union(range(1, 3), range(4, 6))]).toEqual([1, 6])
    expect([...union(range(1, 3), range(5, 6))]).toEqual([1, 3, 5, 6])
  })
})

test('[RCP1] what changes nothing gives the very set it was given', () => {
  fc.assert(
    fc.property(seqSets, seqSets, (a, b) => {
      expect(union(a, EMPTY)).toBe(a)
      if (!isEmpty(a)) expect(union(EMPTY, a)).toBe(a)
      expect(subtract(a, subtract(b, a))).toBe(a)
    }),
  )
})

test('[MEM1] a range without end holds every seq from its first', () => {
  const set = range(7, Number.POSITIVE_INFINITY)
  expect([has(set, 6), has(set, 7), has(set, Number.MAX_SAFE_INTEGER)]).toEqual([false, true, true])
  expect(size(set)).toBe(Number.POSITIVE_INFINITY)
  expect([...subtract(set, range(9, 9))]).toEqual([7, 8, 10, Number.POSITIVE_INFINITY])
  expect([...intersect(set, range(1, 9))]).toEqual([7, 9])
  expect(subtract(range(9, 12), set)).toEqual(EMPTY)
})

test('[RCP9] a range of any length is as small as one seq', () => {
  expect(range(1, Number.MAX_SAFE_INTEGER)).toHaveLength(range(1, 1).length)
  expect(range(5, 4)).toBe(EMPTY)
})
