import type { Found, Wanted } from '../engine/ports/store.ts'

/** What is kept of the rows that a transaction begins with. */
export type KeptRows = Pick<Found, 'conversations' | 'participants' | 'seqs'>

const KINDS = ['conversations', 'participants', 'seqs'] as const

/** What is still to be asked of the database when these rows are kept; the very same where none is. */
export function withoutKept(wanted: Wanted, kept: KeptRows): Wanted {
  if (KINDS.every((kind) => kept[kind].every((row) => row === undefined))) return wanted
  return {
    ...wanted,
    conversations: wanted.conversations?.filter((_, i) => kept.conversations[i] === undefined) ?? [],
    participants: wanted.participants?.filter((_, i) => kept.participants[i] === undefined) ?? [],
    seqs: wanted.seqs?.filter((_, i) => kept.seqs[i] === undefined) ?? [],
  }
}

/** The rows found for what `withoutKept` left, put between those that are kept: one for each that was wanted, in its order. */
export const withKept = (found: Found, kept: KeptRows): Found => ({
  ...found,
  conversations: filled(kept.conversations, found.conversations),
  participants: filled(kept.participants, found.participants),
  seqs: filled(kept.seqs, found.seqs),
})

function filled<Row>(
  kept: readonly (Row | undefined)[],
  found: readonly (Row | undefined)[],
): readonly (Row | undefined)[] {
  let next = 0
  return kept.map((row) => {
    if (row !== undefined) return row
    next += 1
    return found[next - 1]
  })
}
