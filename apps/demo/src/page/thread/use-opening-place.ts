import { useLayoutEffect, useState } from 'react'
import { useShown } from '../cell.ts'
import { useDevice } from '../demo-context.ts'
import type { MessageList } from '../messages/message-list.ts'

interface Ways {
  readonly want: (messageId: string) => Promise<void>
  readonly toEnd: () => void
}

/**
 * Opens a conversation where its first unread message is, else at its end. Whether it may be shown yet: before that is known the
 * end is not, for what is seen there counts as read.
 */
export function useOpeningPlace(conversationId: string, list: MessageList, { want, toEnd }: Ways): boolean {
  const { client } = useDevice()
  const { own, state } = useShown(client.conversation(conversationId))
  const { state: connected } = useShown(client.connection)
  const [isPlaced, setIsPlaced] = useState(false)
  const isKnown = own !== null || state === 'refused' || connected === 'waiting'
  const first = own?.firstUnreadMessageId
  const isThere = list.some(({ messageId }) => messageId === first)
  const isReady = isKnown && list.length > 0 && (isThere || first === null || first === undefined)
  useLayoutEffect(() => {
    if (isPlaced || !isReady) return
    setIsPlaced(true)
    if (first) void want(first)
    else toEnd()
  }, [isPlaced, isReady, first, want, toEnd])
  return isPlaced
}
