import { useMemo, useRef } from 'react'
import type { ChatMessage } from '../messages/chat-message.ts'

/** How many messages are put on the page, and taken off it, together. */
const CHUNK = 10

/** Some messages that follow one another. */
export interface Chunk {
  readonly messages: readonly ChatMessage[]
  /** The one before the first of them. */
  readonly previous: ChatMessage | undefined
}

/** The list in chunks; one in which nothing has changed stays the same object, so that it is not rendered again. */
export function useChunks(messages: readonly ChatMessage[]): readonly Chunk[] {
  const before = useRef<readonly Chunk[]>([])
  return useMemo(() => {
    const count = Math.ceil(messages.length / CHUNK)
    before.current = Array.from({ length: count }, (_, at) => {
      const chunk = { messages: messages.slice(at * CHUNK, (at + 1) * CHUNK), previous: messages[at * CHUNK - 1] }
      const known = before.current[at]
      return known && isSame(known, chunk) ? known : chunk
    })
    return before.current
  }, [messages])
}

const isSame = (a: Chunk, b: Chunk): boolean =>
  a.previous === b.previous &&
  a.messages.length === b.messages.length &&
  a.messages.every((message, at) => message === b.messages[at])
