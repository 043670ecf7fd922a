import { JumpToUnread, useUnread } from '@tallymark/react'
import { type ReactNode, useEffect, useState } from 'react'

interface UnreadJumpProps {
  readonly conversationId: string
  readonly scroller: HTMLElement | null
  readonly want: (messageId: string) => Promise<void>
}

/** How long it takes until what is on the screen is read, with something to spare, in milliseconds. */
const PATIENCE_MS = 700

/** The way to the first unread message, offered where that is out of sight. */
export function UnreadJump({ conversationId, scroller, want }: UnreadJumpProps): ReactNode {
  const { firstUnreadMessageId } = useUnread(conversationId)
  const [away, setAway] = useState<string | null>(null)
  useEffect(() => {
    if (!scroller || firstUnreadMessageId === null) return
    let timer: ReturnType<typeof setTimeout>
    const look = (): void => setAway(isInSight(scroller, firstUnreadMessageId) ? null : firstUnreadMessageId)
    const lookSoon = (): void => {
      clearTimeout(timer)
      timer = setTimeout(look, PATIENCE_MS)
    }
    lookSoon()
    scroller.addEventListener('scroll', lookSoon, { passive: true })
    return () => {
      clearTimeout(timer)
      scroller.removeEventListener('scroll', lookSoon)
    }
  }, [scroller, firstUnreadMessageId])
  if (firstUnreadMessageId === null || away !== firstUnreadMessageId) return null
  return <JumpToUnread conversationId={conversationId} onJump={want} />
}

function isInSight(scroller: HTMLElement, messageId: string): boolean {
  const row = scroller.querySelector(`[data-message="${CSS.escape(messageId)}"]`)?.getBoundingClientRect()
  const { top, bottom } = scroller.getBoundingClientRect()
  return row !== undefined && row.bottom > top && row.top < bottom
}
