import type { Window } from '../feed/window.ts'

/** How many messages a window holds where it lies back in time; the server allows 200. */
const SPAN = 200
/** How many it holds at the newest one, where it grows as messages come. */
const SPAN_AT_HEAD = 150
/** So many messages beside those on the screen are watched too, so that scrolling a little shows nothing late. */
const EDGE = 25

/** What is watched now: from a seq to a seq, or to all that come. */
export interface Watched {
  readonly from: number
  readonly to: number | null
  readonly head: number
}

/** Where the window should move for the messages on the screen, given by at least one seq; nothing if it is well placed. */
export function aimedWindow(seqs: readonly number[], { from, to, head }: Watched): Window | undefined {
  // A pinned message may be on the screen too, far from all others.
  const middle = [...seqs].sort((a, b) => a - b)[seqs.length >> 1] as number
  const near = seqs.filter((seq) => Math.abs(seq - middle) < SPAN / 2 - EDGE)
  const [first, last] = [Math.max(1, Math.min(...near) - EDGE), Math.min(head, Math.max(...near) + EDGE)]
  if (from <= first && (to === null || last <= to)) return undefined
  const isAtHead = last + EDGE >= head && first > head - SPAN + EDGE
  if (isAtHead) return { from: Math.max(1, Math.min(first, head - SPAN_AT_HEAD)) }
  const start = Math.max(1, middle - SPAN / 2)
  return { from: start, to: start + SPAN - 1 }
}
