import { phrase, statusLine } from '@tallymark/client/text'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useView } from '../hooks/use-view.ts'
import { useLanguage, useRoom } from '../provider.tsx'
import { shownStatus } from './shown-status.ts'
import { spoken } from './spoken.ts'

/** For how long a line must have stood before it is announced. */
const QUIET_MS = 3_000

/** What an announcer is told: the conversation that is open. */
export interface AnnouncerProps {
  readonly conversationId: string
  /** For how many milliseconds the line must not have changed: 3,000 if nothing is said. */
  readonly quietMs?: number
}

/** Tells screen readers, politely and rarely, how far one's own newest message has come. One is enough for a page. */
export function Announcer({ conversationId, quietMs = QUIET_MS }: AnnouncerProps): ReactNode {
  const language = useLanguage()
  const room = useRoom(conversationId)
  const newest = useView(room?.conversation, () => room?.newestOwn(), undefined)
  const status = shownStatus(newest)
  const line = status ? phrase(language, 'newestOwn', { status: statusLine(status, language) }) : ''
  const said = useAfterQuiet(conversationId, line, quietMs)
  return (
    <span className="tallymark-visually-hidden" aria-live="polite" aria-atomic="true" {...spoken(language)}>
      {said}
    </span>
  )
}

/** A line once it has stood for a while; not the one that was there at first, and not twice. */
function useAfterQuiet(key: string, line: string, quietMs: number): string {
  const told = useRef({ key, line })
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (told.current.key !== key || told.current.line === '') told.current = { key, line }
    if (told.current.line === line) return
    const timer = setTimeout(() => {
      told.current = { key, line }
      setSaid(line)
    }, quietMs)
    return () => clearTimeout(timer)
  }, [key, line, quietMs])
  return said
}
