import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EMPTY, ofSeqs, range, rangeCount, type SeqSet, union } from './seq-set.ts'
import { formatSeqSet, parseSeqSet, seqSetFrom } from './seq-set-text.ts'

const seqs = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.maxSafeNat().map((seq) => Math.max(1, seq)),
)
const closedSets = fc.array(seqs, { maxLength: 40 }).map(ofSeqs)
const openEnds = seqs.map((first) => range(first, Number.POSITIVE_INFINITY))
const seqSets: fc.Arbitrary<SeqSet> = fc.oneof(
  closedSets,
  fc.tuple(closedSets, openEnds).map(([set, end]) => union(set, end)),
)

test('[INP3] a set survives the way to its text and back', () => {
  fc.assert(
    fc.property(seqSets, (set) => {
      expect(parseSeqSet(formatSeqSet(set))).toEqual(set)
    }),
  )
})

test('[INP3] a text that is taken is the one canonical text of its set', () => {
  const characters = fc.constantFrom(...'0123456789:,*'.split(''))
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
      const set = parseSeqSet(text)
      fc.pre(set !== undefined)
      expect(formatSeqSet(set)).toBe(text)
    }),
    { numRuns: 2_000, maxSkipsPerRun: 1_000 },
  )
})

test.each([
  ['', []],
  ['1', [1, 1]],
  ['1:40,45', [1, 40, 45, 45]],
  ['1,3', [1, 1, 3, 3]],
  ['7:*', [7, Number.POSITIVE_INFINITY]],
  ['1:5,7:*', [1, 5, 7, Number.POSITIVE_INFINITY]],
  ['10:100', [10, 100]],
  ['1:9007199254740991', [1, 9_007_199_254_740_991]],
] as const)('[INP3] %j is a set', (text, bounds) => {
  expect(parseSeqSet(text)).toEqual(bounds)
  expect(formatSeqSet(seqSetFrom(text))).toBe(text)
})

const MALFORMED: readonly (readonly [why: string, texts: readonly string[]])[] = [
  [
    'the sign or blank of a number',
    ['-1', '+1', '1 ', ' 1', '1, 2', '1 ,3', '1\n', '1\t3', '"1"', '"1, 2"', '\u00a01'],
  ],
  ['another way to write a number', ['1e3', '1.5', '1.0', '0x1', '1_000', 'NaN', 'Infinity', '1n', 'null', '[1]']],
  ['digits of other alphabets', ['１', '١', '1²', '1:２', '৪']],
  ['zeros', ['0', '00', '01', '007', '0:5', '1:05', '1,03']],
  ['another mark between bounds', ['1-', '1-5', '1-2-3', '1-9007199254740991', '1..5', '1;3', '1/3', '1|3', '1：5']],
  ['a bound too few or too many', [':', '1:', ':1', '1:2:3', '1::3', ',', '1,', ',1', '1,,2', '1,,3', '1:,3', '1:5,']],
  ['ranges turned around', ['5:1', '2:1', '9:8,11', '3,1', '5:7,1:3', '1:3,7:5']],
  ['ranges that overlap', ['1:5,3', '1:5,5', '1:5,2:3', '1:5,3:9', '1,1', '3,3:4', '1:*,5', '1:*,*', '1:*,5:*']],
  ['ranges that touch', ['1,2', '1:2,3', '1:2,3:4', '1,2:3', '1:5,6:*', '1,3,4']],
  ['a range of one seq', ['2:2', '1,3:3', '9007199254740991:9007199254740991']],
  ['a star that ends nothing', ['*', '*:1', '*:*', '1:**', '1:*1', '1*', '1,*', '1:5*', '1:1*']],
  [
    'a number above 2^53 - 1',
    ['9007199254740992', '9007199254740993', '1:9007199254740992', '99999999999999999999', `1${'0'.repeat(400)}`],
  ],
  ['a NUL or half of a surrogate pair', ['\0', '1\0', '1\ud800', '1,\udc00']],
]

test.each(MALFORMED)('[INP3] %s is refused', (_why, texts) => {
  for (const text of texts) expect.soft(parseSeqSet(text), JSON.stringify(text)).toBeUndefined()
})

test('[INP3] one changed character never gives the same set', () => {
  const texts = closedSets.map(formatSeqSet).filter((text) => text !== '')
  fc.assert(
    fc.property(texts, fc.nat(), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), (text, at, character) => {
      const place = at % text.length
      const changed = text.slice(0, place) + character + text.slice(place + 1)
      fc.pre(changed !== text)
      expect(parseSeqSet(changed)).not.toEqual(parseSeqSet(text))
    }),
  )
})

/** The text with its character codes counted as they are looked at. */
function counted(text: string): { readonly text: string; readonly looks: () => number } {
  let looks = 0
  const boxed = Object.assign(new String(text), {
    charCodeAt: (at: number): number => {
      looks += 1
      return text.charCodeAt(at)
    },
  })
  return { text: boxed as unknown as string, looks: () => looks }
}

test.each([
  ['many ranges', (n: number) => Array.from({ length: n / 8 }, (_, i) => 1_000_000 + 2 * i).join(',')],
  ['digits only', (n: number) => '1'.repeat(n)],
  ['digits and a letter', (n: number) => `${'1,3,'.repeat(n / 4)}x`],
  ['commas', (n: number) => ','.repeat(n)],
  ['stars', (n: number) => `1:${'*'.repeat(n)}`],
])('[INP3] each character of %s is looked at a bounded number of times', (_what, make) => {
  for (const length of [1_024, 16_384, 262_144]) {
    const { text, looks } = counted(make(length))
    parseSeqSet(text)
    expect(looks()).toBeLessThanOrEqual(3 * text.length + 3)
  }
})

test('[INP3] the widest text of a request is taken, and its ranges are never expanded', () => {
  const set = ofSeqs(Array.from({ length: 2_048 }, (_, i) => 1_000_000 + 2 * i))
  const text = formatSeqSet(set)
  expect(text.length).toBeLessThanOrEqual(16_384)
  expect(rangeCount(seqSetFrom(text))).toBe(2_048)
  expect(parseSeqSet('1:9007199254740991')).toHaveLength(2)
})

test('[INP3] a text of this project that is not a set is an error that names it', () => {
  expect(seqSetFrom('')).toBe(EMPTY)
  expect(() => seqSetFrom('1,2')).toThrow(RangeError)
  expect(() => seqSetFrom('1,2')).toThrow('no SeqSet: 1,2')
})
