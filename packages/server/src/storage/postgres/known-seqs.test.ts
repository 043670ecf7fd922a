import { beforeEach, describe, expect, test } from 'vitest'
import { mid } from '../../../testing/store-contract/sample-rows.ts'
import { KnownSeqs, type SeqLine } from './known-seqs.ts'

let seqs: KnownSeqs
beforeEach(() => {
  seqs = new KnownSeqs()
})

const lineOf = (key: number, head = 1_000): SeqLine => ({ key, row: { head }, knownUpTo: 0 })

/** Looks up what is wanted soon, as a store does. */
function lookAhead(): readonly (readonly [number, number])[] {
  return seqs.takeStretches().map(({ line, first, last }) => {
    for (let seq = first; seq <= last; seq += 1) seqs.put(line, seq, mid(`m${seq}`))
    return [first, last] as const
  })
}

/** One who marks message after message: how many it found at once, and how many it had to ask for. */
function read(line: SeqLine, from: number, to: number) {
  const count = { known: 0, asked: 0 }
  for (let seq = from; seq <= to; seq += 1) {
    if (seqs.get(line, mid(`m${seq}`)) === seq) count.known += 1
    else {
      seqs.wanted(line, seq, mid(`m${seq}`))
      count.asked += 1
    }
    lookAhead()
  }
  return count
}

describe('[ENG1] where messages stand', () => {
  test('is asked for twice by one who marks message after message', () => {
    expect(read(lineOf(1), 1, 1_000)).toEqual({ known: 998, asked: 2 })
  })

  test('is not looked up ahead where one message is marked and no other', () => {
    const lines = Array.from({ length: 100 }, (_, i) => lineOf(1 + i))
    for (const line of lines) seqs.wanted(line, 5, mid('m5'))
    expect(lookAhead()).toEqual([])
  })

  test('is asked for seldom where two read in different places', () => {
    const line = lineOf(1)
    let asked = 0
    for (let seq = 1; seq <= 300; seq += 1) asked += read(line, seq, seq).asked + read(line, 500 + seq, 500 + seq).asked
    expect(asked).toBeLessThan(100)
  })

  test('is not looked up ahead beyond the head, nor twice', () => {
    const line = lineOf(1, 5)
    seqs.wanted(line, 2, mid('m2'))
    seqs.wanted(line, 3, mid('m3'))
    expect(lookAhead()).toEqual([[4, 5]])
    seqs.get(line, mid('m3'))
    seqs.get(line, mid('m5'))
    expect(lookAhead()).toEqual([])
  })

  test('is of one line: another of the same conversation knows nothing', () => {
    const [line, next] = [lineOf(1), { ...lineOf(2), key: 1 }]
    seqs.wanted(line, 3, mid('m3'))
    expect([seqs.get(line, mid('m3')), seqs.get(next, mid('m3'))]).toEqual([3, undefined])
    seqs.clear()
    expect([seqs.get(line, mid('m3')), seqs.takeStretches()]).toEqual([undefined, []])
  })

  test('is not looked up for all at the same moment by those who read side by side', () => {
    const lines = Array.from({ length: 160 }, (_, i) => lineOf(1 + i))
    const atOnce: number[] = []
    for (let seq = 1; seq <= 500; seq += 1) {
      for (const line of lines) if (seqs.get(line, mid(`m${seq}`)) === undefined) seqs.wanted(line, seq, mid(`m${seq}`))
      atOnce.push(lookAhead().length)
    }
    expect(Math.max(...atOnce.slice(400))).toBeLessThan(lines.length / 2)
  })
})
