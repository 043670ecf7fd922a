import { statusLine } from '@tallymark/client/text'
import type { ReactNode } from 'react'
import { useMessageStatus } from '../hooks/use-message-status.ts'
import { useScreenRef } from '../hooks/use-screen-ref.ts'
import { useLanguage } from '../provider.tsx'
import { type MessagePartProps, shownStatus } from './shown-status.ts'
import { spoken } from './spoken.ts'

/** The line that stands under a message: 'Read by 3 of 12'. */
export function Summary({ conversationId, messageId, sending }: MessagePartProps): ReactNode {
  const language = useLanguage()
  const ref = useScreenRef(conversationId, messageId)
  const status = shownStatus(useMessageStatus(conversationId, messageId), sending)
  return (
    <span ref={ref} className="tallymark-summary" {...spoken(language)}>
      {status && statusLine(status, language)}
    </span>
  )
}
