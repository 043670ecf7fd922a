import { phrase } from '@tallymark/client/text'
import type { ReactNode } from 'react'
import { useUnread } from '../hooks/use-unread.ts'
import { useLanguage, useRoom } from '../provider.tsx'
import { spoken } from './spoken.ts'

/** What a button to the first unread message is told. */
export interface JumpToUnreadProps {
  readonly conversationId: string
  /** Called where the message is not on the page: load it, or scroll a virtual list to it. Once it is done the button goes on. */
  readonly onJump?: (messageId: string) => void | Promise<void>
}

/** A button that says how many messages are unread and goes to the first of them; gone where none is. */
export function JumpToUnread({ conversationId, onJump }: JumpToUnreadProps): ReactNode {
  const language = useLanguage()
  const room = useRoom(conversationId)
  const { unreadCount: count, firstUnreadMessageId } = useUnread(conversationId)
  if (count === 0 || firstUnreadMessageId === null) return null
  const jump = async (): Promise<void> => {
    if (!room?.screen.rowOf(firstUnreadMessageId)) await onJump?.(firstUnreadMessageId)
    goTo(room?.screen.rowOf(firstUnreadMessageId))
  }
  return (
    <button type="button" className="tallymark-jump" onClick={() => void jump()} {...spoken(language)}>
      {phrase(language, 'jumpToUnread', { count })}
    </button>
  )
}

/** Scrolls to a message and puts the focus on it, from where Tab goes on; the button will be gone when it is read. */
function goTo(element: Element | undefined): void {
  if (!(element instanceof HTMLElement)) return
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
  element.scrollIntoView({ behavior: isCalm ? 'instant' : 'smooth', block: 'start' })
  if (element.tabIndex < 0 && !element.hasAttribute('tabindex')) element.tabIndex = -1
  element.focus({ preventScroll: true })
}
