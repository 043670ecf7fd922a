import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { useWords } from '../demo-context.ts'
import { IconButton } from './icon-button.tsx'

interface SheetProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Something beside the conversation, inside of its pane: takes the focus, and gives it back when Escape or the button closes it. */
export function Sheet({ title, onClose, children }: SheetProps): ReactNode {
  const { words } = useWords()
  const id = useId()
  const sheet = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = document.activeElement
    sheet.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  const closeByKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose()
  }
  return (
    <div ref={sheet} className="sheet" role="dialog" aria-labelledby={id} tabIndex={-1} onKeyDown={closeByKey}>
      <header>
        <h3 id={id}>{title}</h3>
        <IconButton icon="close" label={words.close} onClick={onClose} />
      </header>
      <div className="sheet-body">{children}</div>
    </div>
  )
}
