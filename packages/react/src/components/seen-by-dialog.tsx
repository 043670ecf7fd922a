import type { MessageSummary } from '@tallymark/client'
import { phrase } from '@tallymark/client/text'
import { type ReactNode, useId, useRef } from 'react'
import { useLanguage } from '../provider.tsx'
import { ReadersSection } from './readers-section.tsx'
import { spoken } from './spoken.ts'
import { useModal } from './use-modal.ts'

interface SeenByDialogProps {
  readonly conversationId: string
  readonly message: MessageSummary
  readonly pageSize: number
  readonly onClose: () => void
}

/** Who has a message, as a dialog that is open as long as it is there. */
export function SeenByDialog({ conversationId, message, pageSize, onClose }: SeenByDialogProps): ReactNode {
  const language = useLanguage()
  const title = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useModal(dialog)
  const { messageId, totalRecipients, deliveredCount, readCount, hiddenCount } = message
  const sections = [
    { filter: 'read', name: 'readTab', count: readCount },
    { filter: 'delivered', name: 'deliveredTab', count: deliveredCount - readCount },
    { filter: 'pending', name: 'pendingTab', count: totalRecipients - deliveredCount },
  ] as const
  return (
    <dialog ref={dialog} className="tallymark-dialog" aria-labelledby={title} onClose={onClose} {...spoken(language)}>
      <div>
        <header>
          <h2 id={title}>{phrase(language, 'seenByTitle')}</h2>
          <button
            type="button"
            className="tallymark-close"
            aria-label={phrase(language, 'close')}
            onClick={() => dialog.current?.close()}
          >
            <svg viewBox="0 0 12 12" aria-hidden="true">
              <path d="M2 2l8 8M10 2l-8 8" />
            </svg>
          </button>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll the list only from here, and not every browser lets Tab stop at what scrolls (ACY3) */}
        <section className="tallymark-scroll" aria-labelledby={title} tabIndex={0}>
          {sections.map(({ filter, name, count }) => (
            <ReadersSection
              key={filter}
              of={{ conversationId, messageId, filter, pageSize }}
              title={phrase(language, name)}
              count={count}
            />
          ))}
          {hiddenCount > 0 && (
            <p className="tallymark-note">{phrase(language, 'hiddenReaders', { count: hiddenCount })}</p>
          )}
        </section>
      </div>
    </dialog>
  )
}
