import { SeenBy } from '@tallymark/react'
import type { ReactNode } from 'react'
import { useDemo, useWords } from '../demo-context.ts'
import type { ChatConversation, ChatMessage } from '../messages/chat-message.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Icon } from '../parts/icon.tsx'
import type { OpenMenu } from './message-menu.tsx'
import { MessageText } from './message-text.tsx'
import { Meta } from './meta.tsx'
import { useIsNewestOwn } from './newest-own-context.ts'
import { placeOf } from './use-menu-gestures.ts'

interface BubbleProps {
  readonly message: ChatMessage
  readonly conversation: ChatConversation
  readonly isOwn: boolean
  /** Whether it begins a run of messages of one person. */
  readonly isFirst: boolean
  readonly onMenu: OpenMenu
}

/** A message as it looks: who, what, when, and how far it has come. */
export function Bubble({ message, conversation, isOwn, isFirst, onMenu }: BubbleProps): ReactNode {
  const { words } = useWords()
  const { people } = useDemo()
  const { senderId, deleted } = message
  const { name = senderId, color } = people.get(senderId) ?? {}
  const isNamed = isFirst && !isOwn && conversation.kind !== 'direct'
  return (
    <>
      {!isOwn && conversation.kind !== 'direct' && (
        <span className="row-side">{isFirst && <Avatar name={name} color={color} />}</span>
      )}
      <div className="column">
        <div className="bubble" data-deleted={deleted}>
          {isNamed ? (
            <span className="sender">{name}</span>
          ) : (
            <span className="tallymark-visually-hidden">{isOwn ? words.you : name}: </span>
          )}
          <MessageText message={message} />
          <Meta message={message} conversation={conversation} isOwn={isOwn} />
        </div>
        <StatusLine message={message} conversation={conversation} />
      </div>
      {!deleted && (
        <button
          type="button"
          className="row-menu"
          tabIndex={-1}
          aria-label={words.options}
          aria-haspopup="menu"
          onClick={({ currentTarget }) => onMenu(message, placeOf(currentTarget))}
        >
          <Icon name="more" />
        </button>
      )}
    </>
  )
}

/** Under one's own newest message: how far it has come, in words. */
function StatusLine({ message, conversation }: Pick<BubbleProps, 'message' | 'conversation'>): ReactNode {
  const { messageId, state } = message
  const { conversationId, kind } = conversation
  const isShown = useIsNewestOwn(messageId) && state === 'sent' && kind !== 'channel'
  return isShown && <SeenBy {...{ conversationId, messageId }} />
}
