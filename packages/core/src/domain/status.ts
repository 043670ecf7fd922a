import { has, type SeqSet } from './seq-set.ts'
import type { Tally } from './tally.ts'

/** The status of a message for one recipient. */
export type RecipientState = 'pending' | 'delivered' | 'read'

/** The status of a message as a whole. */
export type OverallStatus = 'sent' | 'partial' | 'delivered' | 'read'

/** Whether a message counts as read or delivered when all of its audience, or any of it, has read or received it (STA2). */
export type Headline = 'all' | 'any'

/** The status of a message for one recipient, from the sets that others may know (STA1). */
export function recipientState(
  sets: { readonly delivered: SeqSet; readonly read: SeqSet },
  seq: number,
): RecipientState {
  if (has(sets.read, seq)) return 'read'
  return has(sets.delivered, seq) ? 'delivered' : 'pending'
}

/** The status of a message as a whole (STA2). */
export function overallStatus(tally: Tally, headline: Headline): OverallStatus {
  if (tally.audience === 0) return 'sent'
  const needed = headline === 'all' ? tally.audience : 1
  if (tally.read >= needed) return 'read'
  if (tally.delivered >= needed) return 'delivered'
  return tally.delivered > 0 ? 'partial' : 'sent'
}
