import { type ReactNode, useCallback, useState } from 'react'
import { useDevice, useWords } from '../demo-context.ts'
import type { ChatConversation } from '../messages/chat-message.ts'
import type { MessageList } from '../messages/message-list.ts'
import { IconButton } from '../parts/icon-button.tsx'
import { type Chunk, useChunks } from './chunks.ts'
import { MessageChunk } from './message-chunk.tsx'
import { MessageMenu, type OpenMenu } from './message-menu.tsx'
import { moveAmongRows } from './move-among-rows.ts'
import { useNearness } from './nearness.ts'
import { NewestOwnContext, newestOwn } from './newest-own-context.ts'
import { UnreadJump } from './unread-jump.tsx'
import { useEnd } from './use-end.ts'
import { useOpeningPlace } from './use-opening-place.ts'
import { useWantedMessage } from './use-wanted-message.ts'

interface MessagesProps {
  readonly conversation: ChatConversation
  readonly list: MessageList
}

/** The messages of a conversation, to scroll through. */
export function Messages({ conversation, list }: MessagesProps): ReactNode {
  const { words } = useWords()
  const { person } = useDevice()
  const { conversationId } = conversation
  const chunks = useChunks(list)
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const nearness = useNearness(scroller)
  const { wanted, want } = useWantedMessage(scroller)
  const { isAtEnd, toEnd } = useEnd(scroller, list.at(-1))
  const isPlaced = useOpeningPlace(conversationId, list, { want, toEnd })
  const [menu, setMenu] = useState<Parameters<OpenMenu>>()
  const openMenu = useCallback<OpenMenu>((message, place) => setMenu([message, place]), [])
  const closeMenu = useCallback(() => setMenu(undefined), [])
  return (
    <div className="messages">
      <div
        ref={setScroller}
        className="scroller"
        role="feed"
        aria-busy={list.length === 0 || !isPlaced}
        aria-label={words.messages}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: Tab must stop here, because the arrow keys choose a message from here (DEM13).
        tabIndex={0}
        onKeyDown={moveAmongRows}
      >
        {list.length === 0 && <p className="waiting">{words.empty}</p>}
        <div className="list">
          <NewestOwnContext value={newestOwn(list, person.userId)}>
            {isPlaced &&
              nearness &&
              chunks.map((chunk) => (
                <MessageChunk
                  key={chunk.messages[0]?.messageId}
                  {...{ chunk, conversation, nearness }}
                  isWanted={holds(chunk, wanted)}
                  onMenu={openMenu}
                />
              ))}
          </NewestOwnContext>
        </div>
      </div>
      <div className="float">
        <UnreadJump {...{ conversationId, scroller, want }} />
        {!isAtEnd && <IconButton icon="down" label={words.toNewest} onClick={toEnd} />}
      </div>
      {menu && <MessageMenu conversation={conversation} message={menu[0]} place={menu[1]} onClose={closeMenu} />}
    </div>
  )
}

const holds = ({ messages }: Chunk, wanted: string | undefined): boolean =>
  wanted !== undefined && messages.some(({ messageId }) => messageId === wanted)
