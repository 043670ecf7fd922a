import type { MessageSummary } from '@tallymark/client'
import { useRoom } from '../provider.tsx'
import { useView } from './use-view.ts'

/**
 * How far a message has come; the same object until that changes. Nothing until it is known. The messages on the screen are watched, and those
 * around them, of which the page knows by `useMarkRead`, `useReading`, `Ticks` and `Summary` (SCR1); of others it is what was known last.
 */
export function useMessageStatus(conversationId: string, messageId: string): MessageSummary | undefined {
  const room = useRoom(conversationId)
  return useView(room?.conversation, () => room?.screen.message(messageId), undefined)
}
