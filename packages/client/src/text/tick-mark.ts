import type { Summarised } from '@tallymark/core'

/** Which picture stands under a message. What only some have is shown as sent; its line tells how many. */
export type TickMark = 'sending' | 'failed' | 'sent' | 'delivered' | 'read'

/** The picture of a status. */
export function tickOf({ overallStatus }: Pick<Summarised, 'overallStatus'>): TickMark {
  return overallStatus === 'partial' ? 'sent' : overallStatus
}

/**
 * The pictures as path data, to be stroked and not filled, in a view box of `0 0 20 12`, with round caps and joins and a stroke of 1.5. None needs
 * its colour to be told from another: read is the bold one.
 */
export const TICK_PATHS: Readonly<Record<TickMark, string>> = {
  sending: 'M15 6a5 5 0 1 1-10 0a5 5 0 1 1 10 0M10 3.2V6l2 1.3',
  failed: 'M10 1.2 15.8 11H4.2ZM10 4.7v2.4M10 9v.1',
  sent: 'M7.2 6.3l3.5 3.5L17 2.2',
  delivered: 'M2 6.3l3.5 3.5 6.3-7.6M9.8 8.9l.9.9L17 2.2',
  read: 'M2 5.9l3.5 3.5 6.3-7.6M2 6.6l3.5 3.5 6.3-7.6M9.8 8.5l.9.9L17 1.8M9.8 9.2l.9.9L17 2.5',
}
