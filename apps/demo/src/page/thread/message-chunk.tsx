import { memo, type ReactNode, startTransition, useEffect, useRef, useState } from 'react'
import type { ChatConversation } from '../messages/chat-message.ts'
import type { Chunk } from './chunks.ts'
import type { OpenMenu } from './message-menu.tsx'
import { MessageRow } from './message-row.tsx'
import type { Nearness } from './nearness.ts'

interface MessageChunkProps {
  readonly chunk: Chunk
  readonly conversation: ChatConversation
  readonly nearness: Nearness
  /** Shown wherever it is, because something is about to be scrolled to. */
  readonly isWanted: boolean
  readonly onMenu: OpenMenu
}

/** How high a message is taken to be that was never shown. */
const GUESS_PX = 56

/** Some messages, on the page only while they are near the screen; elsewhere as much room as they take. */
export const MessageChunk = memo(function MessageChunk(props: MessageChunkProps): ReactNode {
  const { chunk, conversation, nearness, isWanted, onMenu } = props
  const { messages, previous } = chunk
  const element = useRef<HTMLDivElement>(null)
  const [isNear, setIsNear] = useState(false)
  const height = useRef(0)
  useEffect(() => {
    if (!element.current) return
    return nearness.watch(element.current, (near, measured) => {
      if (!near) height.current = measured
      // Many rows take a while: the scrolling goes before them.
      startTransition(() => setIsNear(near))
    })
  }, [nearness])
  const isShown = isNear || isWanted
  const room = height.current || messages.length * GUESS_PX
  return (
    <div ref={element} className="chunk" style={isShown ? undefined : { height: room }}>
      {isShown &&
        messages.map((message, at) => (
          <MessageRow
            key={message.messageId}
            {...{ message, conversation, onMenu }}
            previous={at === 0 ? previous : messages[at - 1]}
          />
        ))}
    </div>
  )
})
