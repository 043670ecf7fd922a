import type { ReactNode } from 'react'
import { useWords } from '../demo-context.ts'
import type { ChatMessage } from '../messages/chat-message.ts'
import { dateFormat } from '../words/formats.ts'

/** Whether a message is the first of its day. */
export const isOtherDay = (previous: ChatMessage | undefined, { sentAt }: ChatMessage): boolean =>
  !previous || dayOf(previous.sentAt) !== dayOf(sentAt)

/** A line that says which day begins. */
export function DayDivider({ at }: { readonly at: string }): ReactNode {
  const { words, parts } = useWords()
  const daysAgo = Math.round((Date.parse(dayOf(new Date())) - Date.parse(dayOf(at))) / 86_400_000)
  const date = dateFormat(parts.locale, { dateStyle: daysAgo < 300 ? 'full' : 'long' }).format(new Date(at))
  const text = daysAgo === 0 ? words.today : daysAgo === 1 ? words.yesterday : date
  return (
    <div className="day">
      <span>{text}</span>
    </div>
  )
}

const dayOf = (at: string | Date): string => new Date(at).toDateString()
