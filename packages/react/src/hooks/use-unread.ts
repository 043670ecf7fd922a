import { useRoom } from '../provider.tsx'
import { NOTHING_UNREAD, type Unread } from '../room/room.ts'
import { useView } from './use-view.ts'

/** What is unread in a conversation, one's own marks on the way included. It watches the conversation: for a list of many take `useInbox`. */
export function useUnread(conversationId: string): Unread {
  const room = useRoom(conversationId)
  return useView(room?.conversation, () => room?.unread() ?? NOTHING_UNREAD, NOTHING_UNREAD)
}
