import { statusLine, TICK_PATHS, tickOf } from '@tallymark/client/text'
import type { ReactNode } from 'react'
import { useMessageStatus } from '../hooks/use-message-status.ts'
import { useScreenRef } from '../hooks/use-screen-ref.ts'
import { useLanguage } from '../provider.tsx'
import { type MessagePartProps, shownStatus } from './shown-status.ts'
import { spoken } from './spoken.ts'

/** The ticks of a message: one when it was sent, two when all have it, two that are solid when all have read it. Their line is there as text. */
export function Ticks({ conversationId, messageId, sending }: MessagePartProps): ReactNode {
  const language = useLanguage()
  const ref = useScreenRef(conversationId, messageId)
  const status = shownStatus(useMessageStatus(conversationId, messageId), sending)
  if (!status) return <span ref={ref} className="tallymark-ticks" />
  const [mark, line] = [tickOf(status), statusLine(status, language)]
  return (
    <span ref={ref} className="tallymark-ticks" data-status={mark} title={line} {...spoken(language)}>
      <svg viewBox="0 0 20 12" aria-hidden="true">
        <path d={TICK_PATHS[mark]} />
      </svg>
      <span className="tallymark-visually-hidden">{line}</span>
    </span>
  )
}
