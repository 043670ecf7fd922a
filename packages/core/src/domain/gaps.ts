import { EMPTY, isSubset, range, rangeAt, ranges, type SeqSet, union } from './seq-set.ts'

/** The seqs from `first` to `last` that a set leaves out between two that it holds. */
export interface Gap {
  readonly first: number
  readonly last: number
}

/** How many of a gap's messages are the participant's own or deleted. */
export type CountFillable = (gap: Gap) => number

/** The gaps of a set that lie beside what was newly added to it; all of them if `newly` is the set itself (RCP7). */
export function gapsBeside(set: SeqSet, newly: SeqSet): readonly Gap[] {
  const gaps: Gap[] = []
  let lastPushed = 0
  const push = (at: number): void => {
    if (at < 2 || at >= set.length) return
    const first = (set[at - 1] as number) + 1
    if (first > lastPushed) gaps.push({ first, last: (set[at] as number) - 1 })
    lastPushed = Math.max(lastPushed, first)
  }
  for (const [first] of ranges(newly)) {
    const at = rangeAt(set, first)
    push(at)
    push(at + 2)
  }
  return gaps
}

/** The set with those gaps filled that hold nothing but one's own and deleted messages and lie in one's membership (RCP7). */
export function closeGaps(set: SeqSet, gaps: readonly Gap[], member: SeqSet, countFillable: CountFillable): SeqSet {
  let filling = EMPTY
  for (const gap of gaps) {
    const whole = range(gap.first, gap.last)
    if (isSubset(whole, member) && countFillable(gap) === gap.last - gap.first + 1) filling = union(filling, whole)
  }
  return union(set, filling)
}
