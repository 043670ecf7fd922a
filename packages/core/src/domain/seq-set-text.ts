import { EMPTY, ranges, type SeqSet } from './seq-set.ts'

const ZERO = 48
const NINE = 57
const COLON = 58
const COMMA = 44
const STAR = 42

/** The canonical text of a set, after the sequence-set of RFC 9051: `1:40,45`, `7:*` for an open end, '' for the empty set. */
export function formatSeqSet(set: SeqSet): string {
  let text = ''
  for (const [first, last] of ranges(set)) {
    if (text !== '') text += ','
    text += first === last ? `${first}` : `${first}:${last === Number.POSITIVE_INFINITY ? '*' : last}`
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
  let at = 0
  while (at < text.length) {
    const first = readNumber(text, at)
    if (first === undefined || first.value <= (bounds[bounds.length - 1] ?? -1) + 1) return undefined
    at = first.end
    let last = first.value
    if (text.charCodeAt(at) === COLON) {
      const second = text.charCodeAt(at + 1) === STAR ? openEnd(at + 2) : readNumber(text, at + 1)
      if (second === undefined || second.value <= first.value) return undefined
      last = second.value
      at = second.end
    }
    bounds.push(first.value, last)
    if (at === text.length) return bounds as unknown as SeqSet
    if (text.charCodeAt(at) !== COMMA) return undefined
    at += 1
  }
  return undefined
}

interface ReadNumber {
  readonly value: number
  readonly end: number
}

const openEnd = (end: number): ReadNumber => ({ value: Number.POSITIVE_INFINITY, end })

function readNumber(text: string, start: number): ReadNumber | undefined {
  let value = 0
  let end = start
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end)
    if (code < ZERO || code > NINE) break
    value = value * 10 + (code - ZERO)
    if (value === 0 || value > Number.MAX_SAFE_INTEGER) return undefined
  }
  return end === start ? undefined : { value, end }
}

/** The set of all seqs that a text names, for texts that this project wrote itself. Throws a `RangeError` on any other. */
export function seqSetFrom(text: string): SeqSet {
  const set = parseSeqSet(text)
  if (set === undefined) throw new RangeError(`not a SeqSet: ${JSON.stringify(text.slice(0, 80))}`)
  return set
}
