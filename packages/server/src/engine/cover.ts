import {
  closeGaps,
  type Gap,
  gapsBeside,
  intersect,
  isRefusal,
  type Mark,
  marked,
  mostRanges,
  type Receipts,
  type Refusal,
  ranges,
  refuse,
  SETS,
  type SeqSet,
  type SharingPolicy,
  sharingInForce,
  subtract,
} from '@tallymark/core'
import type { GapsWanted } from './command.ts'
import type { ParticipantGap } from './participant-gap.ts'
import type { ParticipantRecord, ReceiptKind, ReceiptRecord } from './ports/records.ts'
import type { Workspace } from './workspace.ts'

/** A participant after a mark, and the receipts that the mark adds. */
export interface Covered {
  readonly participant: ParticipantRecord
  readonly receipts: readonly ReceiptRecord[]
}

/** What stands around a mark: where gaps are known, when it came, and how many ranges a set may have. */
export interface CoverContext {
  readonly workspace: Workspace
  readonly at: number
  readonly maxRanges: number
}

/** A participant after a mark; or that it has too many gaps (RCP8); or which gaps must be counted before that is known (RCP7). */
export function cover(
  context: CoverContext,
  participant: ParticipantRecord,
  policy: SharingPolicy,
  mark: Mark,
): Covered | Refusal | GapsWanted {
  const sharing = sharingInForce(policy, participant.sharing, participant.userSharing)
  const { receipts, newlyDelivered, newlyRead } = marked(participant, mark, sharing)
  const fitting = fit(context, participant, receipts)
  if ('gapsWanted' in fitting || isRefusal(fitting)) return fitting
  return {
    participant: { ...participant, ...fitting },
    receipts: receiptsOf(participant, newlyDelivered, newlyRead, context.at),
  }
}

/**
 * The sets as they may be stored: with the gaps beside what was added to them closed (RCP7), or if that is still too many ranges with all
 * gaps closed of the sets that changed. Those of others stay as they are (PRV3).
 */
export function fit(
  context: CoverContext,
  participant: ParticipantRecord,
  receipts: Receipts,
): Receipts | Refusal | GapsWanted {
  // Sets of one range have no gaps: that is what most marks come to.
  if (mostRanges(receipts) < 2) return receipts
  const closed = close(context, participant, receipts, (set) =>
    gapsBeside(receipts[set], subtract(receipts[set], participant[set])),
  )
  if ('gapsWanted' in closed) return closed
  const allowed = Math.max(context.maxRanges, mostRanges(participant))
  if (mostRanges(closed) <= allowed) return closed
  const dense = close(context, participant, closed, (set) =>
    closed[set] === participant[set] ? [] : gapsBeside(closed[set], closed[set]),
  )
  if ('gapsWanted' in dense) return dense
  return mostRanges(dense) > allowed ? refuse('too_many_gaps') : dense
}

/** The sets with those of their gaps closed that can close; or which gaps must be counted first. */
function close(
  { workspace }: CoverContext,
  participant: ParticipantRecord,
  receipts: Receipts,
  gapsOf: (set: (typeof SETS)[number]) => readonly Gap[],
): Receipts | GapsWanted {
  const gapsWanted: ParticipantGap[] = []
  const count = (gap: Gap): number => {
    const of = { ...gap, conversationKey: participant.conversationKey, ordinal: participant.ordinal }
    const known = workspace.fillable(of)
    if (known === undefined) gapsWanted.push(of)
    return known ?? 0
  }
  const closed: Record<string, SeqSet> = {}
  for (const set of SETS) closed[set] = closeGaps(receipts[set], gapsOf(set), participant.member, count)
  return gapsWanted.length > 0 ? { gapsWanted } : (closed as unknown as Receipts)
}

/** One row for each range that was covered for the first time (RCP3, RCP9). */
function receiptsOf(
  { conversationKey, ordinal }: ParticipantRecord,
  newlyDelivered: SeqSet,
  newlyRead: SeqSet,
  at: number,
): readonly ReceiptRecord[] {
  const rows = (kind: ReceiptKind, seqs: SeqSet): readonly ReceiptRecord[] =>
    ranges(seqs).map(([first, last]) => ({ conversationKey, ordinal, kind, first, last, at }))
  if (newlyDelivered === newlyRead) return rows('both', newlyRead)
  return [
    ...rows('both', intersect(newlyDelivered, newlyRead)),
    ...rows('delivered', subtract(newlyDelivered, newlyRead)),
    ...rows('read', subtract(newlyRead, newlyDelivered)),
  ]
}
