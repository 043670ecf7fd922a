import { statusLine } from '@tallymark/client/text'
import { type ReactNode, useRef, useState } from 'react'
import { useMessageStatus } from '../hooks/use-message-status.ts'
import { useLanguage } from '../provider.tsx'
import { SeenByDialog } from './seen-by-dialog.tsx'
import { shownStatus } from './shown-status.ts'
import { spoken } from './spoken.ts'

/** What a list of who has a message is told. */
export interface SeenByProps {
  readonly conversationId: string
  readonly messageId: string
  /** How many names come at a time: 50 if nothing is said. */
  readonly pageSize?: number
  /** What the button says in place of the message's line; it needs text. */
  readonly children?: ReactNode
}

/** A button that says how far a message has come, and opens a dialog of who has it and who read it when. */
export function SeenBy({ conversationId, messageId, pageSize = 50, children }: SeenByProps): ReactNode {
  const language = useLanguage()
  const known = useMessageStatus(conversationId, messageId)
  const status = shownStatus(known)
  const [isOpen, setIsOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  if (!known || !status) return null
  const close = (): void => {
    setIsOpen(false)
    button.current?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className="tallymark-seen-by"
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
        {...spoken(language)}
      >
        {children ?? statusLine(status, language)}
      </button>
      {isOpen && <SeenByDialog {...{ conversationId, pageSize }} message={known} onClose={close} />}
    </>
  )
}
