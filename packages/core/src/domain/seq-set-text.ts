import { EMPTY, OPEN_END, type SeqSet } from './seq-set.ts'

/** A range as it is written: its first seq, and its last or an open end where it has more than one. */
const RANGE = /^([1-9]\d*)(?::([1-9]\d*|\*))?$/

/** The canonical text of a set, after the sequence-set of RFC 9051: `1:40,45`, `7:*` for an open end, '' for the empty set. */
export function formatSeqSet(set: SeqSet): string {
  let text = ''
  for (let i = 0; i < set.length; i += 2) {
    const [first, last] = [set[i], set[i + 1]]
    text += `${i === 0 ? '' : ','}${first}`
    if (last !== first) text += `:${last === OPEN_END ? '*' : last}`
  }
  return text
}

/**
 * The set that a canonical text names, or `undefined` for any other text: not ascending, overlapping or adjacent ranges, zeros in
 * front, signs, blanks, numbers above 2^53 - 1. Takes time linear in the text and never expands a range.
 */
export function parseSeqSet(text: string): SeqSet | undefined {
  if (text === '') return EMPTY
  const bounds: number[] = []
  for (const part of text.split(',')) {
    const [, from, to] = RANGE.exec(part) ?? []
    const first = Number(from)
    const last = to === '*' ? OPEN_END : Number(to ?? from)
    const isAfter = first > (bounds.at(-1) ?? -1) + 1 && (to === undefined || last > first)
    if (!isAfter || !Number.isSafeInteger(to === '*' ? first : last)) return undefined
    bounds.push(first, last)
  }
  // As in `union`: exactly as long as it is.
  return bounds.slice() as unknown as SeqSet
}

/** The set of all seqs that a text names, for texts that this project wrote itself. Throws a `RangeError` on any other. */
export function seqSetFrom(text: string): SeqSet {
  const set = parseSeqSet(text)
  if (set === undefined) throw new RangeError(`no SeqSet: ${text.slice(0, 80)}`)
  return set
}
