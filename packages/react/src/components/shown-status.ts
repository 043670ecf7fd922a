import type { MessageSummary } from '@tallymark/client'
import type { Summarised } from '@tallymark/client/text'

/** What says how far one message has come is told which one. */
export interface MessagePartProps {
  readonly conversationId: string
  readonly messageId: string
  /** What the chat alone knows, of a message that the server does not have yet. */
  readonly sending?: 'sending' | 'failed' | undefined
}

/** What is shown of a message; nothing if that is not known, not to be seen, or the message is deleted. */
export function shownStatus(
  known: MessageSummary | undefined,
  sending?: MessagePartProps['sending'],
): Summarised | undefined {
  if (!known) return sending && { overallStatus: sending, totalRecipients: 0, deliveredCount: 0, readCount: 0 }
  const { overallStatus } = known
  return overallStatus === null ? undefined : { ...known, overallStatus }
}
