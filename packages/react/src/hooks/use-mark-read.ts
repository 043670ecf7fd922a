import { type RefCallback, useMemo } from 'react'
import { useRoom } from '../provider.tsx'
import { refOf } from './ref-of.ts'

const nothing = (): void => {}

/**
 * A ref for the element that shows a message: it is marked as read once it was really seen (see `useReading` for how). Give it to every
 * message of the list, one's own too.
 */
export function useMarkRead(of: { readonly conversationId: string; readonly messageId: string }): RefCallback<Element> {
  const { conversationId, messageId } = of
  const room = useRoom(conversationId)
  return useMemo(() => refOf((element) => room?.observe(element, messageId) ?? nothing), [room, messageId])
}
