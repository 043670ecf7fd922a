import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { has, ofSeqs, range, type SeqSet } from './seq-set.ts'
import { StepCounts } from './step-counts.ts'

const countOf = (sets: readonly SeqSet[], seq: number): number => sets.filter((set) => has(set, seq)).length

describe('counts of sets at a seq', () => {
  test('[FED11] equal those of looking into each set, whatever was added and taken out, at every power of two', () => {
    let seed = 7
    const random = (most: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      return 1 + (seed % most)
    }
    for (const most of [3, 40, 1_023, 1_024, 1_025, 5_000, 70_000]) {
      const counts = new StepCounts()
      let sets: SeqSet[] = []
      for (let i = 0; i < 60; i += 1) {
        const first = random(most)
        const isOpen = random(4) === 1
        const set =
          random(3) === 1
            ? ofSeqs([first, random(most), random(most)])
            : range(first, isOpen ? Number.POSITIVE_INFINITY : first + random(most))
        counts.add(set, 1)
        sets.push(set)
        if (random(4) === 1) {
          counts.add(sets[0] as SeqSet, -1)
          sets = sets.slice(1)
        }
        for (const seq of [1, 2, first, first - 1, 512, 1_024, 2_048, most, 2 * most, 8 * most, random(2 * most)])
          if (seq > 0) expect([seq, counts.at(seq)]).toEqual([seq, countOf(sets, seq)])
      }
    }
  })

  test('[FED11] seqs beyond 32 bits count too', () => {
    const counts = new StepCounts()
    const far = 2 ** 33 + 5
    counts.add(range(2, far), 1)
    counts.add(range(far, Number.POSITIVE_INFINITY), 1)
    expect([1, 2, far - 1, far, far + 1, 2 * far].map((seq) => counts.at(seq))).toEqual([0, 1, 1, 2, 1, 1])
  })

  test('[FED11] what lies far apart takes a few pages, not all between', () => {
    const counts = new StepCounts()
    counts.add(range(1, 1_000_000), 1)
    expect(counts.bytes).toBeLessThan(200_000)
  })

  test('[FED11] a count reads one place for each binary digit of its seq at most, however many sets there are', () => {
    const places = countedPlaces()
    const counts = new StepCounts()
    const head = 2 ** 19
    for (let seq = 1; seq < head; seq += 64) counts.add(range(seq, seq + 5), 1)
    for (const seq of [1, 127, 128, 100_000, 400_005, head - 1, head, 4 * head]) {
      places.read = 0
      counts.at(seq)
      expect(places.read).toBeGreaterThan(0)
      expect([seq, places.read <= seq.toString(2).length]).toEqual([seq, true])
    }
  })

  test('[FED11] a set reads and writes one place for each binary digit of the reach at each of its two ends', () => {
    const places = countedPlaces()
    const counts = new StepCounts()
    const head = 2 ** 19
    counts.add(range(1, head - 1), 1)
    places.read = 0
    places.written = 0
    counts.add(range(1, head / 2), 1)
    expect(places.written).toBeGreaterThan(0)
    expect(places.written).toBeLessThanOrEqual(2 * 20)
    expect(places.read).toBeLessThanOrEqual(2 * 20)
  })
})

/** Counts how often a place of a page is read and written, of all pages that are made until the test ends. */
function countedPlaces(): { read: number; written: number } {
  const places = { read: 0, written: 0 }
  const counting: ProxyHandler<Int32Array> = {
    get: (page, name) => {
      places.read += 1
      return Reflect.get(page, name, page)
    },
    set: (page, name, value) => {
      places.written += 1
      return Reflect.set(page, name, value, page)
    },
  }
  const Plain = Int32Array
  vi.stubGlobal('Int32Array', function page(length: number) {
    return new Proxy(new Plain(length), counting)
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  return places
}
