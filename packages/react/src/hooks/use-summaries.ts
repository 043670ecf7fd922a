import type { MessageSummary } from '@tallymark/client'
import { useRoom } from '../provider.tsx'
import { useView } from './use-view.ts'

const NONE: readonly MessageSummary[] = []

/** How far each message of the window has come, ascending by seq. Whoever shows one message takes `useMessageStatus`. */
export function useSummaries(conversationId: string): readonly MessageSummary[] {
  const view = useRoom(conversationId)?.conversation
  return useView(view, () => view?.getSnapshot().messages ?? NONE, NONE)
}
