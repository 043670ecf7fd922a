import { OPEN_END, ranges, type SeqSet } from './seq-set.ts'

const PAGE_BITS = 7
const PAGE_SIZE = 1 << PAGE_BITS
const PAGE_MASK = PAGE_SIZE - 1

/**
 * Counts how many of the sets added hold a seq, in logarithmic time (FED11): +1 where a range starts, -1 after its end, and a count is the
 * sum up to the seq. A Fenwick tree (P. M. Fenwick, "A new data structure for cumulative frequency tables", 1994) over the
 * seqs, of which only the pages that hold anything are there.
 */
export class StepCounts {
  #pages: (Int32Array | undefined)[] = []
  /** The highest seq that the tree reaches; a power of two. */
  #reach = PAGE_SIZE
  /** The sum over all seqs that the tree reaches. */
  #total = 0

  /** How many bytes it takes. */
  get bytes(): number {
    return this.#pages.reduce((sum, page) => sum + (page === undefined ? 8 : page.byteLength + 100), 100)
  }

  /** Counts a set `weight` times more; a negative weight takes it out. */
  add(set: SeqSet, weight: number): void {
    for (const [first, last] of ranges(set)) {
      this.#step(first, weight)
      if (last !== OPEN_END) this.#step(last + 1, -weight)
    }
  }

  /** How many of the sets hold the seq. */
  at(seq: number): number {
    let sum = 0
    // Beyond the reach nothing steps any more.
    for (let i = Math.min(seq, this.#reach); i > 0; i -= lowestBit(i)) {
      const page = this.#pages[Math.floor(i / PAGE_SIZE)]
      if (page !== undefined) sum += page[i & PAGE_MASK] as number
    }
    return sum
  }

  #step(seq: number, weight: number): void {
    while (seq > this.#reach) this.#grow()
    this.#total += weight
    for (let i = seq; i <= this.#reach; i += lowestBit(i)) this.#put(i, weight)
  }

  #grow(): void {
    this.#reach *= 2
    // The new root spans all that was there.
    if (this.#total !== 0) this.#put(this.#reach, this.#total)
  }

  #put(i: number, weight: number): void {
    const at = Math.floor(i / PAGE_SIZE)
    let page = this.#pages[at]
    if (page === undefined) {
      page = new Int32Array(PAGE_SIZE)
      this.#pages[at] = page
    }
    page[i & PAGE_MASK] = (page[i & PAGE_MASK] as number) + weight
  }
}

/** The value of the lowest bit that is set; for numbers of up to 53 bits. */
function lowestBit(i: number): number {
  const low = i | 0
  return low !== 0 ? (low & -low) >>> 0 : 2 ** 32 * lowestBit(i / 2 ** 32)
}
