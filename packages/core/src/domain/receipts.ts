import { EMPTY, intersect, isEmpty, OPEN_END, range, rangeCount, type SeqSet, subtract, union } from './seq-set.ts'
import type { Sharing } from './sharing.ts'

/** What a mark claims. `read` implies `delivered` (RCP2). */
export type Kind = 'delivered' | 'read'

/** A participant's sets in one conversation. */
export interface Receipts {
  /** What any of its devices has. */
  readonly delivered: SeqSet
  /** What it has read; part of `delivered`. */
  readonly read: SeqSet
  /** What others may know to be delivered; part of `delivered`. */
  readonly shownDelivered: SeqSet
  /** What others may know to be read; part of `read`. */
  readonly shownRead: SeqSet
  /** What it has read but marked as unread for itself; part of `read`. */
  readonly reopened: SeqSet
}

/** The sets of a participant that has marked nothing. */
export const NO_RECEIPTS: Receipts = {
  delivered: EMPTY,
  read: EMPTY,
  shownDelivered: EMPTY,
  shownRead: EMPTY,
  reopened: EMPTY,
}

/** What a mark adds: seqs already clipped to the membership, and whether it stays private. */
export interface Mark {
  readonly kind: Kind
  readonly seqs: SeqSet
  readonly isPrivate: boolean
}

/** The sets after a mark, and what it covered for the first time. */
export interface Marked {
  readonly receipts: Receipts
  readonly newlyDelivered: SeqSet
  readonly newlyRead: SeqSet
}

/** Adds to a set what was added to another, which is often the very same set before: then it stays the same. */
const joined = (
  before: SeqSet,
  newly: SeqSet,
  other: readonly [before: SeqSet, newly: SeqSet, after: SeqSet],
): SeqSet => (before === other[0] && newly === other[1] ? other[2] : union(before, newly))

/** The sets after a mark (RCP1, RCP2), of which others get to know what the sharing in force lets them (PRV2). */
export function marked(before: Receipts, mark: Mark, sharing: Sharing): Marked {
  const isRead = mark.kind === 'read'
  const newlyDelivered = subtract(mark.seqs, before.delivered)
  const isAlike = isRead && before.read === before.delivered
  const newlyRead = isAlike ? newlyDelivered : isRead ? subtract(mark.seqs, before.read) : EMPTY
  const showsDelivered = !mark.isPrivate && sharing !== 'nothing'
  const showsRead = !mark.isPrivate && sharing === 'everything'
  const delivered = union(before.delivered, newlyDelivered)
  const step = [before.delivered, newlyDelivered, delivered] as const
  const receipts: Receipts = {
    delivered,
    read: joined(before.read, newlyRead, step),
    shownDelivered: showsDelivered ? joined(before.shownDelivered, newlyDelivered, step) : before.shownDelivered,
    shownRead: showsRead ? joined(before.shownRead, newlyRead, step) : before.shownRead,
    reopened: isRead ? subtract(before.reopened, mark.seqs) : before.reopened,
  }
  return { receipts, newlyDelivered, newlyRead }
}

/** The sets after marking as unread from `seq` on (UNR3): only *reopened* moves. */
export const markedUnread = (before: Receipts, seq: number): Receipts => ({
  ...before,
  reopened: union(before.reopened, intersect(before.read, range(seq, OPEN_END))),
})

/** The sets as others may know them (RCP2, PRV3): whoever is known to have read is known to have received. */
export const publicSets = (
  receipts: Pick<Receipts, 'shownDelivered' | 'shownRead'>,
): { readonly delivered: SeqSet; readonly read: SeqSet } => ({
  delivered:
    receipts.shownDelivered === receipts.shownRead
      ? receipts.shownRead
      : union(receipts.shownDelivered, receipts.shownRead),
  read: receipts.shownRead,
})

/** The most ranges that any of the sets is made of (RCP8). */
export function mostRanges(receipts: Receipts): number {
  let most = 0
  for (const set of SETS) most = Math.max(most, rangeCount(receipts[set]))
  return most
}

/** Whether a mark covered anything for the first time. */
export const coversAnything = (done: Marked): boolean => !isEmpty(done.newlyDelivered) || !isEmpty(done.newlyRead)

/** The names of the sets, for what is done to each of them. */
export const SETS = ['delivered', 'read', 'shownDelivered', 'shownRead', 'reopened'] as const
