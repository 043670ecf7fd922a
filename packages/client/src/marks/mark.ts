import { intersect, OPEN_END, range, type SeqSet, subtract, union } from '@tallymark/core'

/** What the reader does: two kinds of receipts, and marking as unread for itself. */
export type MarkKind = 'delivered' | 'read' | 'unread'

/** A mark as the client keeps it. */
export interface Mark {
  readonly conversationId: string
  readonly kind: MarkKind
  readonly isPrivate: boolean
  /** The messages as far as their seqs are known; all of them where there is no `target`. */
  readonly seqs: SeqSet
  /** What to send instead of the seqs: messages that were named by id, and are settled by name. */
  readonly target?: MarkTargetById
  /** It may be refused for what it names, and shall not take others with it: it is merged with none. */
  readonly isAlone?: boolean
}

/** Messages by their ids. */
export interface MarkTargetById {
  readonly messageIds?: readonly string[]
  readonly upToMessageId?: string | undefined
  readonly fromMessageId?: string | undefined
}

/** A mark that no answer has settled, under its number: they count up in the order of being made. */
export interface MarkOnTheWay extends Mark {
  readonly number: number
}

/** Whether two marks of a conversation may overtake one another: what is read privately first stays private (PRV2), and marking as unread undoes. */
export const commute = (a: Mark, b: Mark): boolean =>
  a.kind !== 'unread' && b.kind !== 'unread' && a.isPrivate === b.isPrivate

/** The one of some marks, in their order, that a further one can be merged into. */
export function mergesInto<Kept extends Mark>(marks: readonly Kept[], mark: Mark): Kept | undefined {
  if (mark.isAlone) return undefined
  for (const kept of marks.toReversed()) {
    if (!commute(kept, mark)) return undefined
    if (kept.kind === mark.kind && !kept.isAlone) return kept
  }
  return undefined
}

/** Own sets of a participant, as far as marks move them. */
export interface MarkedSets {
  readonly delivered: SeqSet
  readonly read: SeqSet
  readonly reopened: SeqSet
}

/** The sets as they will be after a mark. */
export function afterMark({ delivered, read, reopened }: MarkedSets, kind: MarkKind, seqs: SeqSet): MarkedSets {
  if (kind === 'unread') return { delivered, read, reopened: union(reopened, intersect(read, seqs)) }
  const isRead = kind === 'read'
  return {
    delivered: union(delivered, seqs),
    read: isRead ? union(read, seqs) : read,
    reopened: isRead ? subtract(reopened, seqs) : reopened,
  }
}

/** All seqs from this one on. */
export const from = (seq: number): SeqSet => range(seq, OPEN_END)
