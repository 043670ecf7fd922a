declare const seqSet: unique symbol

/**
 * A set of seqs, kept as the bounds of its ranges: `[first, last, first, last, …]`, ascending, disjoint and never adjacent,
 * so that equal sets have equal bounds. A last bound of `Infinity` means "and all that follow". Never changed in place.
 */
export type SeqSet = readonly number[] & { readonly [seqSet]: true }

/** The last bound of a range without an end. */
export const OPEN_END: number = Number.POSITIVE_INFINITY

/** The set that holds nothing. */
export const EMPTY: SeqSet = [] as unknown as SeqSet

/** All seqs from `first` to `last`, both included; empty if `last` is below `first`. `first` is at least 1. */
export const range = (first: number, last: number): SeqSet =>
  last < first ? EMPTY : ([first, last] as unknown as SeqSet)

/** The set of the given seqs, in any order, repeated or not. */
export function ofSeqs(seqs: Iterable<number>): SeqSet {
  const bounds: number[] = []
  for (const seq of [...seqs].sort((a, b) => a - b)) extend(bounds, seq, seq)
  return bounds as unknown as SeqSet
}

/** Whether the set holds nothing. */
export const isEmpty = (set: SeqSet): boolean => set.length === 0

/** The lowest seq, or 0 in an empty set. */
export const firstOf = (set: SeqSet): number => set[0] ?? 0

/** The highest seq, or 0 in an empty set. */
export const lastOf = (set: SeqSet): number => set[set.length - 1] ?? 0

/** How many ranges the set is made of. */
export const rangeCount = (set: SeqSet): number => set.length / 2

/** How many seqs the set holds. */
export function size(set: SeqSet): number {
  let total = 0
  for (let i = 0; i < set.length; i += 2) total += (set[i + 1] as number) - (set[i] as number) + 1
  return total
}

/** The set's ranges, ascending, as pairs of first and last. */
export function ranges(set: SeqSet): readonly (readonly [first: number, last: number])[] {
  const pairs = new Array<[number, number]>(rangeCount(set))
  for (let i = 0; i < set.length; i += 2) pairs[i / 2] = [set[i] as number, set[i + 1] as number]
  return pairs
}

/** The position in the bounds of the first range that ends at or after `seq`; the length of the bounds if none does. */
export function rangeAt(set: SeqSet, seq: number): number {
  let low = 0
  let high = set.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    if ((set[2 * middle + 1] as number) < seq) low = middle + 1
    else high = middle
  }
  return 2 * low
}

/** Whether the set holds the seq. */
export function has(set: SeqSet, seq: number): boolean {
  const at = rangeAt(set, seq)
  return at < set.length && (set[at] as number) <= seq
}

/** Whether the two sets hold the same seqs. */
export const equals = (a: SeqSet, b: SeqSet): boolean =>
  a === b || (a.length === b.length && a.every((bound, i) => bound === b[i]))

/** All seqs of either set. */
export function union(a: SeqSet, b: SeqSet): SeqSet {
  if (b.length === 0 || a === b) return a
  if (a.length === 0) return b
  const bounds: number[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const takeA = j >= b.length || (i < a.length && (a[i] as number) <= (b[j] as number))
    if (takeA) {
      extend(bounds, a[i] as number, a[i + 1] as number)
      i += 2
    } else {
      extend(bounds, b[j] as number, b[j + 1] as number)
      j += 2
    }
  }
  // As long as it is: what was filled bit by bit has room for more, and sets are kept.
  return bounds.slice() as unknown as SeqSet
}

/** The seqs that both sets hold. */
export function intersect(a: SeqSet, b: SeqSet): SeqSet {
  if (a === b) return a
  const bounds: number[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const first = Math.max(a[i] as number, b[j] as number)
    const last = Math.min(a[i + 1] as number, b[j + 1] as number)
    if (first <= last) bounds.push(first, last)
    if ((a[i + 1] as number) < (b[j + 1] as number)) i += 2
    else j += 2
  }
  return bounds as unknown as SeqSet
}

/** The seqs of `a` that `b` does not hold; `a` itself if that is all of them. */
export function subtract(a: SeqSet, b: SeqSet): SeqSet {
  if (a === b) return EMPTY
  if (a.length === 0 || b.length === 0 || firstOf(a) > lastOf(b)) return a
  const bounds: number[] = []
  let j = 0
  for (let i = 0; i < a.length; i += 2) {
    let first = a[i] as number
    const last = a[i + 1] as number
    while (j < b.length && (b[j + 1] as number) < first) j += 2
    for (let k = j; k < b.length && (b[k] as number) <= last; k += 2) {
      if ((b[k] as number) > first) bounds.push(first, (b[k] as number) - 1)
      first = (b[k + 1] as number) + 1
    }
    // Past an open end there is nothing, though Infinity is not above Infinity.
    if (first <= last && first !== OPEN_END) bounds.push(first, last)
  }
  return equals(bounds as unknown as SeqSet, a) ? a : (bounds as unknown as SeqSet)
}

/** Whether `b` holds every seq of `a`. */
export const isSubset = (a: SeqSet, b: SeqSet): boolean => isEmpty(subtract(a, b))

/** Appends a range whose first bound is not below that of the last one, joining the two where they touch. */
function extend(bounds: number[], first: number, last: number): void {
  const end = bounds.length - 1
  if (end > 0 && first <= (bounds[end] as number) + 1) bounds[end] = Math.max(bounds[end] as number, last)
  else bounds.push(first, last)
}
