import { phrase } from '@tallymark/client/text'
import type { ReactNode } from 'react'
import { useView } from '../hooks/use-view.ts'
import { useLanguage, useRoom } from '../provider.tsx'
import { spoken } from './spoken.ts'

/** What a divider is told: of which message it stands before. */
export interface UnreadDividerProps {
  readonly conversationId: string
  readonly messageId: string
}

/**
 * Put it before every message: it shows itself before the first one that was unread when the conversation was opened, and stays there while one
 * reads. It moves when messages are marked as unread, and when some came while nobody looked (RCT7).
 */
export function UnreadDivider({ conversationId, messageId }: UnreadDividerProps): ReactNode {
  const language = useLanguage()
  const divider = useRoom(conversationId)?.divider
  const here = (): number => {
    const place = divider?.getSnapshot()
    return place?.messageId === messageId ? place.count : 0
  }
  const count = useView(divider, here, 0)
  if (count === 0) return null
  return (
    <div className="tallymark-divider" {...spoken(language)}>
      <span>{phrase(language, 'newMessages', { count })}</span>
    </div>
  )
}
