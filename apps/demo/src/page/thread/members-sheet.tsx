import type { ReactNode } from 'react'
import { useDemo, useDevice, useWords } from '../demo-context.ts'
import type { ChatConversation } from '../messages/chat-message.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { useJoin } from './use-join.ts'

interface MembersSheetProps {
  readonly conversation: ChatConversation
  readonly onClose: () => void
}

/** Who is in the conversation, and the way out of it or into it. */
export function MembersSheet({ conversation, onClose }: MembersSheetProps): ReactNode {
  const { words, fill } = useWords()
  const { people } = useDemo()
  const { person, chat } = useDevice()
  const { conversationId, members, memberCount } = conversation
  const join = useJoin(conversationId)
  const isIn = members.includes(person.userId)
  const others = memberCount - members.length
  const turn = (): void => {
    onClose()
    // Offline it fails, and can be tried again.
    if (isIn) chat.leave(conversationId).catch(() => {})
    else join()
  }
  return (
    <Sheet title={words.members} onClose={onClose}>
      <ul className="members">
        {members.map((userId) => (
          <li key={userId}>
            <Avatar name={people.get(userId)?.name ?? userId} color={people.get(userId)?.color} />
            {people.get(userId)?.name ?? userId}
            {userId === person.userId && <small>{words.you}</small>}
          </li>
        ))}
        {others > 0 && <li className="others">{fill('membersMore', { count: others })}</li>}
      </ul>
      <button type="button" className="action" data-grave={isIn} onClick={turn}>
        {isIn ? words.leave : words.join}
      </button>
    </Sheet>
  )
}
