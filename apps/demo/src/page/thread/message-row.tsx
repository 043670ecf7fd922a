import { UnreadDivider } from '@tallymark/react'
import { memo, type ReactNode } from 'react'
import { useDevice } from '../demo-context.ts'
import type { ChatConversation, ChatMessage } from '../messages/chat-message.ts'
import { Bubble } from './bubble.tsx'
import { DayDivider, isOtherDay } from './day-divider.tsx'
import type { OpenMenu } from './message-menu.tsx'
import { useReadRef } from './reading-context.ts'
import { useMenuGestures } from './use-menu-gestures.ts'

interface MessageRowProps {
  readonly message: ChatMessage
  readonly previous: ChatMessage | undefined
  readonly conversation: ChatConversation
  readonly onMenu: OpenMenu
}

/** For how long messages of one person belong together, in milliseconds. */
const RUN_MS = 5 * 60_000

/** A message in the list, with what stands before it. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps): ReactNode {
  const { message, previous, conversation, onMenu } = props
  const { messageId, senderId } = message
  const { person } = useDevice()
  const isNewDay = isOtherDay(previous, message)
  const isFirst = isNewDay || !previous || !isOneRun(previous, message)
  const isOwn = senderId === person.userId
  const gestures = useMenuGestures((place) => onMenu(message, place))
  return (
    <>
      {isNewDay && <DayDivider at={message.sentAt} />}
      <UnreadDivider conversationId={conversation.conversationId} messageId={messageId} />
      <article
        ref={useReadRef(messageId)}
        className="row"
        data-message={messageId}
        data-own={isOwn}
        data-first={isFirst}
        tabIndex={-1}
        {...gestures}
      >
        <Bubble {...{ message, conversation, isOwn, isFirst, onMenu }} />
      </article>
    </>
  )
})

const isOneRun = (a: ChatMessage, b: ChatMessage): boolean =>
  a.senderId === b.senderId && Date.parse(b.sentAt) - Date.parse(a.sentAt) < RUN_MS
