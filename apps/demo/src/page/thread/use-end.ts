import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useDevice } from '../demo-context.ts'
import type { ChatMessage } from '../messages/chat-message.ts'

/** So near to its end a list counts as being at it, in pixels. */
const NEAR_PX = 48

/** Keeps a list at its end while one is there, and brings it there when one writes. */
export function useEnd(
  scroller: HTMLElement | null,
  newest: ChatMessage | undefined,
): { readonly isAtEnd: boolean; readonly toEnd: () => void } {
  const { person } = useDevice()
  const [isAtEnd, setIsAtEnd] = useState(true)
  const stays = useRef(false)
  const toEnd = useCallback(() => {
    stays.current = true
    scroller?.scrollTo({ top: scroller.scrollHeight, behavior: 'instant' })
  }, [scroller])
  useEffect(() => {
    if (!scroller) return
    let lastTop = scroller.scrollTop
    const onScroll = (): void => {
      const { scrollTop, scrollHeight, clientHeight } = scroller
      const isNear = scrollHeight - scrollTop - clientHeight < NEAR_PX
      // Only who scrolls back leaves the end; what grows there does not.
      if (isNear || scrollTop < lastTop) stays.current = isNear
      lastTop = scrollTop
      setIsAtEnd(isNear)
    }
    const grown = new ResizeObserver(() => {
      if (stays.current) scroller.scrollTo({ top: scroller.scrollHeight, behavior: 'instant' })
      // Where that moved nothing, no scroll follows.
      onScroll()
    })
    for (const part of [scroller, ...scroller.children]) grown.observe(part)
    scroller.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      grown.disconnect()
      scroller.removeEventListener('scroll', onScroll)
    }
  }, [scroller])
  const isOwnNew = newest?.state === 'sending' && newest.senderId === person.userId
  const newestId = newest?.messageId
  useLayoutEffect(() => {
    if (isOwnNew && newestId !== undefined) toEnd()
  }, [isOwnNew, newestId, toEnd])
  return { isAtEnd, toEnd }
}
