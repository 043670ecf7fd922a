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

/** A phrase, and the numbers that it is filled with. */
export interface SummaryPhrase {
  readonly name: keyof Phrases
  readonly count: number
  readonly total: number
}

/** Which phrase stands under a message (STA3), in any language. */
export function summaryPhrase(of: Summarised): SummaryPhrase {
  const { overallStatus: overall, readCount, deliveredCount, totalRecipients: total } = of
  const say = (name: keyof Phrases, count = 0): SummaryPhrase => ({ name, count, total })
  if (overall === 'sending' || overall === 'failed') return say(overall)
  if (total === 0) return say('sent')
  if (total === 1) return say(overall === 'partial' ? 'sent' : overall)
  if (readCount === total) return say('readByAll', readCount)
  if (readCount > 0) return say('readBySome', readCount)
  if (deliveredCount === total) return say('deliveredToAll', deliveredCount)
  if (deliveredCount > 0) return say('deliveredToSome', deliveredCount)
  return say('sent')
}

/** The one line that stands under a message (STA3). */
export function summaryText(of: Summarised, phrases: Phrases = PHRASES): string {
  const { name, count, total } = summaryPhrase(of)
  return phrases[name].replaceAll('{count}', String(count)).replaceAll('{total}', String(total))
}

/** The one word that stands beside a recipient (STA3). */
export const statusText = (state: RecipientState, phrases: Phrases = PHRASES): string => phrases[state]
