import { type MessagePart, overallStatus } from '@tallymark/core'
import type { MessageSummary } from '../views/conversation-snapshot.ts'
import type { Picture } from './picture.ts'

/** How far a message of a picture has come (STA2). */
export function summaryOf(
  { seq, messageId, senderId, silent, deleted }: MessagePart,
  { tallies, headline }: Picture,
): MessageSummary {
  const [, audience = 0, delivered = 0, read = 0, hidden = 0] = tallies.get(seq) ?? []
  return {
    seq,
    messageId,
    senderId,
    silent: !!silent,
    deleted: !!deleted,
    overallStatus: tallies.has(seq) ? overallStatus({ audience, delivered, read, hidden }, headline) : null,
    totalRecipients: audience,
    deliveredCount: delivered,
    readCount: read,
    hiddenCount: hidden,
  }
}
