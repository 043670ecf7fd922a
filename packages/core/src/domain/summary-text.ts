import type { OverallStatus, RecipientState } from './status.ts'

/** The texts of a status, to be translated; `{count}` and `{total}` are replaced by numbers. */
export const PHRASES = {
  sending: 'Sending…',
  failed: 'Not sent',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  pending: 'Pending',
  deliveredToAll: 'Delivered to all',
  deliveredToSome: 'Delivered to {count} of {total}',
  readByAll: 'Read by all',
  readBySome: 'Read by {count} of {total}',
} as const

/** A text for each phrase. */
export type Phrases = Readonly<Record<keyof typeof PHRASES, string>>

/** What a summary is made of. `sending` and `failed` exist only on the sender's own device. */
export interface Summarised {
  readonly overallStatus: OverallStatus | 'sending' | 'failed'
  readonly totalRecipients: number
  readonly deliveredCount: number
  readonly readCount: number
}

/** The one line that stands under a message (STA3). */
export function summaryText(of: Summarised, phrases: Phrases = PHRASES): string {
  if (of.overallStatus === 'sending' || of.overallStatus === 'failed') return phrases[of.overallStatus]
  const total = of.totalRecipients
  if (total === 0) return phrases.sent
  if (total === 1) return of.overallStatus === 'partial' ? phrases.sent : phrases[of.overallStatus]
  if (of.readCount === total) return phrases.readByAll
  if (of.readCount > 0) return fill(phrases.readBySome, of.readCount, total)
  if (of.deliveredCount === total) return phrases.deliveredToAll
  if (of.deliveredCount > 0) return fill(phrases.deliveredToSome, of.deliveredCount, total)
  return phrases.sent
}

/** The one word that stands beside a recipient (STA3). */
export const statusText = (state: RecipientState, phrases: Phrases = PHRASES): string => phrases[state]

const fill = (phrase: string, count: number, total: number): string =>
  phrase.replaceAll('{count}', String(count)).replaceAll('{total}', String(total))
