import type { ReactNode } from 'react'
import { useWords } from '../demo-context.ts'
import type { ChatConversation } from '../messages/chat-message.ts'
import { ConversationAvatar } from '../pane/conversation-list.tsx'
import { usePaneView } from '../pane/pane-view.ts'
import { IconButton } from '../parts/icon-button.tsx'

/** Which conversation it is, and the way to its members. */
export function ThreadHeader({ conversation }: { readonly conversation: ChatConversation }): ReactNode {
  const { words, fill } = useWords()
  const [{ sheet }, change] = usePaneView()
  const { title, kind, members, memberCount } = conversation
  const about =
    kind === 'channel'
      ? fill('channelMeans', { count: memberCount - members.length })
      : fill('membersCount', { count: memberCount })
  return (
    <header className="thread-header">
      <span className="to-list">
        <IconButton icon="back" label={words.back} onClick={() => change({ isListShown: true, sheet: null })} />
      </span>
      <ConversationAvatar conversation={conversation} />
      <div className="thread-title">
        <h3>
          <bdi>{title}</bdi>
        </h3>
        {kind !== 'direct' && <p title={about}>{about}</p>}
      </div>
      {kind !== 'direct' && (
        <IconButton
          icon="people"
          label={words.members}
          aria-expanded={sheet === 'members'}
          onClick={() => change({ sheet: sheet === 'members' ? null : 'members' })}
        />
      )}
    </header>
  )
}
