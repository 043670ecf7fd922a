import type { InboxSnapshot } from '@tallymark/client'
import { useClient } from '../provider.tsx'
import { useView } from './use-view.ts'

const NOT_KNOWN: InboxSnapshot = { state: 'loading', unreadMessages: 0, unreadConversations: 0, conversations: [] }

/** What is unread over all conversations, as the server last said it. */
export function useInbox(): InboxSnapshot {
  const inbox = useClient()?.inbox
  return useView(inbox, () => inbox?.getSnapshot() ?? NOT_KNOWN, NOT_KNOWN)
}
