/** The canonical text of the seqs, which may come in any order; `openFrom` adds a range without an end. */
export function textOf(seqs: readonly number[], openFrom = Number.POSITIVE_INFINITY): string {
  const held = new Set(seqs)
  const parts: string[] = []
  const last = Math.max(0, ...seqs)
  for (let first = 1; first <= last; first += 1) {
    if (!held.has(first)) continue
    let end = first
    while (held.has(end + 1)) end += 1
    if (end + 1 === openFrom) return [...parts, `${first}:*`].join(',')
    parts.push(first === end ? `${first}` : `${first}:${end}`)
    first = end
  }
  return openFrom === Number.POSITIVE_INFINITY ? parts.join(',') : [...parts, `${openFrom}:*`].join(',')
}

/** The seqs that a text without an open end names; throws on a text that is not canonical. */
export function seqsOf(text: string): number[] {
  const seqs: number[] = []
  for (const part of text === '' ? [] : text.split(',')) {
    const [first, last] = part.split(':').map(Number) as [number, number | undefined]
    for (let seq = first; seq <= (last ?? first); seq += 1) seqs.push(seq)
  }
  if (textOf(seqs) !== text) throw new RangeError(`not a canonical SeqSet: ${text}`)
  return seqs
}

/** How many ranges a text has. */
export const rangesIn = (text: string): number => (text === '' ? 0 : text.split(',').length)
