import type { InboxSnapshot } from '@tallymark/client'
import { badgeText, phrase } from '@tallymark/client/text'
import type { ReactNode } from 'react'
import { useView } from '../hooks/use-view.ts'
import { useClient, useLanguage } from '../provider.tsx'
import { spoken } from './spoken.ts'

/** How many messages are unread, in a conversation or, if none is named, in all; nothing where none is. One feed serves all badges of a page. */
export function UnreadBadge({ conversationId }: { readonly conversationId?: string }): ReactNode {
  const language = useLanguage()
  const inbox = useClient()?.inbox
  const count = useView(inbox, () => (inbox ? unreadIn(inbox.getSnapshot(), conversationId) : 0), 0)
  if (count === 0) return null
  return (
    <span className="tallymark-badge" {...spoken(language)}>
      <span aria-hidden="true">{badgeText(count, language)}</span>
      <span className="tallymark-visually-hidden">{phrase(language, 'unreadMessages', { count })}</span>
    </span>
  )
}

const unreadIn = ({ unreadMessages, conversations }: InboxSnapshot, conversationId: string | undefined): number => {
  if (conversationId === undefined) return unreadMessages
  return conversations.find((part) => part.conversationId === conversationId)?.unreadCount ?? 0
}
