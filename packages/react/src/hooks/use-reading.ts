import type { ReadingOptions } from '@tallymark/client/reading'
import { type RefCallback, useEffect, useMemo } from 'react'
import { useRoom } from '../provider.tsx'
import type { Room } from '../room/room.ts'
import { refOf } from './ref-of.ts'

/**
 * How the messages of a conversation are read on this page: said once, where the list is; whoever says it last is heard. Gives refs for the
 * elements of messages by their ids, for a list that makes no component of each: `<li ref={read(message.id)}>`.
 */
export function useReading(
  conversationId: string,
  { policy, dwellMs, notCovered, private: isPrivate, attention, onSeen }: ReadingOptions = {},
): (messageId: string) => RefCallback<Element> {
  const room = useRoom(conversationId)
  useEffect(() => {
    room?.setReading({ policy, dwellMs, notCovered, private: isPrivate, attention, onSeen })
  }, [room, policy, dwellMs, notCovered, isPrivate, attention, onSeen])
  useEffect(() => () => room?.setReading({}), [room])
  return useMemo(() => refsOf(room), [room])
}

function refsOf(room: Room | null): (messageId: string) => RefCallback<Element> {
  const refs = new Map<string, RefCallback<Element>>()
  return (messageId) => {
    const known = refs.get(messageId)
    if (known) return known
    const made = refOf((element) => {
      // It may have ended before, as where what stands there is hidden for a while.
      refs.set(messageId, made)
      const end = room?.observe(element, messageId)
      return () => {
        if (refs.get(messageId) === made) refs.delete(messageId)
        end?.()
      }
    })
    refs.set(messageId, made)
    return made
  }
}
