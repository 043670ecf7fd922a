import { type MessagePart, overallStatus } from '@tallymark/core'
import type { MessageSummary } from '../views/conversation-snapshot.ts'
import type { Picture } from './picture.ts'

/** How far a message of a picture has come (STA2). */
export function summaryOf(
  { seq, messageId, senderId, silent, deleted }: MessagePart,
  { tallies, headline }: Picture,
): MessageSummary {
  const [, audience, delivered, read, hidden] = tallies.get(seq) ?? [seq, 0, 0, 0, 0]
  return {
    seq,
    messageId,
    senderId,
    silent: silent === true,
    deleted: deleted === true,
    overallStatus: tallies.has(seq) ? overallStatus({ audience, delivered, read, hidden }, headline) : null,
    totalRecipients: audience,
    deliveredCount: delivered,
    readCount: read,
    hiddenCount: hidden,
  }
}
