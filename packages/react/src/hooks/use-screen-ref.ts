import { type RefCallback, useMemo } from 'react'
import { useRoom } from '../provider.tsx'
import { refOf } from './ref-of.ts'

const nothing = (): void => {}

/** A ref that tells where a message is on this page, so that it is watched while it is on the screen. */
export function useScreenRef(conversationId: string, messageId: string): RefCallback<Element> {
  const room = useRoom(conversationId)
  return useMemo(() => refOf((element) => room?.screen.watchPart(element, messageId) ?? nothing), [room, messageId])
}
