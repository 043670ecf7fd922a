import { Announcer, useReading } from '@tallymark/react'
import { type ReactNode, useEffect } from 'react'
import { useShown } from '../cell.ts'
import { useDevice, useWords } from '../demo-context.ts'
import type { ChatConversation } from '../messages/chat-message.ts'
import { usePaneView } from '../pane/pane-view.ts'
import { Composer } from './composer.tsx'
import { CrowdButton } from './crowd-button.tsx'
import { MembersSheet } from './members-sheet.tsx'
import { Messages } from './messages.tsx'
import { Outsider } from './outsider.tsx'
import { ReadingContext } from './reading-context.ts'
import { ThreadHeader } from './thread-header.tsx'

/** One conversation, open: while it is on the screen its messages are read. */
export function Thread({ conversation }: { readonly conversation: ChatConversation }): ReactNode {
  const { words } = useWords()
  const { person, chat, attention } = useDevice()
  const [{ sheet, policy, isPrivate }, change] = usePaneView()
  const { conversationId, kind, members } = conversation
  const { messages } = useShown(chat.chat)
  const list = messages.get(conversationId)
  const isIn = members.includes(person.userId)
  const readRef = useReading(conversationId, { policy, private: isPrivate, attention, notCovered: true })
  useEffect(() => void chat.open(conversationId), [chat, conversationId])
  return (
    <ReadingContext value={readRef}>
      <div className="thread">
        <ThreadHeader conversation={conversation} />
        {list ? <Messages conversation={conversation} list={list} /> : <p className="waiting">{words.loading}</p>}
        {kind === 'crowd' && isIn && <CrowdButton conversationId={conversationId} list={list} />}
        {isIn ? <Composer conversation={conversation} /> : <Outsider conversationId={conversationId} />}
        <Announcer conversationId={conversationId} />
        {sheet === 'members' && <MembersSheet conversation={conversation} onClose={() => change({ sheet: null })} />}
      </div>
    </ReadingContext>
  )
}
