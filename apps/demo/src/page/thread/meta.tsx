import { SeenBy, Summary, Ticks } from '@tallymark/react'
import type { ReactNode } from 'react'
import { useWords } from '../demo-context.ts'
import type { ChatConversation, ChatMessage } from '../messages/chat-message.ts'
import { dateFormat } from '../words/formats.ts'
import { useIsNewestOwn } from './newest-own-context.ts'

interface MetaProps {
  readonly message: ChatMessage
  readonly conversation: ChatConversation
  readonly isOwn: boolean
}

/** The small line inside of a bubble: when it was sent, and how far it has come. */
export function Meta({ message, conversation, isOwn }: MetaProps): ReactNode {
  const { parts } = useWords()
  const { conversationId, kind } = conversation
  const { messageId, sentAt, state, deleted } = message
  const time = dateFormat(parts.locale, { timeStyle: 'short' }).format(new Date(sentAt))
  const sending = state === 'sent' ? undefined : state
  return (
    <span className="meta">
      {kind === 'channel' && !deleted && (
        <SeenBy {...{ conversationId, messageId }}>
          <Summary {...{ conversationId, messageId }} />
        </SeenBy>
      )}
      <time dateTime={sentAt}>{time}</time>
      {isOwn && !deleted && <OwnTicks {...{ conversationId, messageId, sending }} isInChannel={kind === 'channel'} />}
    </span>
  )
}

interface OwnTicksProps {
  readonly conversationId: string
  readonly messageId: string
  readonly sending: 'sending' | 'failed' | undefined
  readonly isInChannel: boolean
}

/** The ticks; they open the list of who has the message, unless something beside them does or the server has not got it yet. */
function OwnTicks({ isInChannel, ...of }: OwnTicksProps): ReactNode {
  const { conversationId, messageId, sending } = of
  const hasLine = useIsNewestOwn(messageId) || isInChannel
  if (hasLine || sending) return <Ticks {...of} />
  return (
    <SeenBy {...{ conversationId, messageId }}>
      <Ticks {...of} />
    </SeenBy>
  )
}
