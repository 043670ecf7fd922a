import { UnreadBadge } from '@tallymark/react'
import type { ReactNode } from 'react'
import { useDemo, useDevice, useWords } from '../demo-context.ts'
import type { ChatConversation } from '../messages/chat-message.ts'
import { Avatar } from '../parts/avatar.tsx'
import { usePaneView } from './pane-view.ts'

/** The conversations of this person, each with what is unread in it. */
export function ConversationList({
  conversations,
}: {
  readonly conversations: readonly ChatConversation[]
}): ReactNode {
  const { fill } = useWords()
  const { person } = useDevice()
  return (
    <nav className="conversations" aria-label={fill('conversations', { name: person.name })}>
      <ul>
        {conversations.map((conversation) => (
          <li key={conversation.conversationId}>
            <ConversationButton conversation={conversation} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function ConversationButton({ conversation }: { readonly conversation: ChatConversation }): ReactNode {
  const { fill } = useWords()
  const [{ conversationId: open }, change] = usePaneView()
  const { conversationId, title, kind, memberCount } = conversation
  return (
    <button
      type="button"
      className="conversation-button"
      aria-current={open === conversationId ? 'page' : undefined}
      title={title}
      onClick={() => change({ conversationId, isListShown: false, sheet: null })}
    >
      <ConversationAvatar conversation={conversation} />
      <span className="conversation-name">
        <span className="conversation-title" dir="auto">
          {title}
        </span>
        {kind !== 'direct' && (
          <span className="conversation-about">{fill('membersCount', { count: memberCount })}</span>
        )}
      </span>
      <UnreadBadge conversationId={conversationId} />
    </button>
  )
}

/** A direct conversation looks like the other person. */
export function ConversationAvatar({ conversation }: { readonly conversation: ChatConversation }): ReactNode {
  const { people } = useDemo()
  const { person } = useDevice()
  const { kind, title, members } = conversation
  const other = kind === 'direct' ? members.find((userId) => userId !== person.userId) : undefined
  return <Avatar name={title} shape={kind === 'direct' ? 'round' : 'square'} color={people.get(other ?? '')?.color} />
}
