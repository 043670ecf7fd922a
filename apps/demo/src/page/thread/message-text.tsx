import type { ReactNode } from 'react'
import { useWords } from '../demo-context.ts'
import type { ChatMessage } from '../messages/chat-message.ts'

/** How many characters a full line of a bar stands for. */
const LINE = 44
/** However long a text was, it has no more lines than these. */
const LINES_MAX = 4

/** The text of a message; of the real channel, whose text is not ours to show, bars as long as it was. */
export function MessageText({ message }: { readonly message: ChatMessage }): ReactNode {
  const { words, fill } = useWords()
  const { text, deleted, lengthHint } = message
  if (deleted) return <em className="text">{words.deleted}</em>
  if (text !== null)
    return (
      <span className="text" dir="auto">
        {text}
      </span>
    )
  const lines = Math.min(LINES_MAX, Math.ceil(lengthHint / LINE) || 1)
  const starts = Array.from({ length: lines }, (_, line) => line * LINE)
  return (
    <span className="bars" role="img" aria-label={fill('silentMessage', { count: lengthHint })}>
      {starts.map((start) => (
        <span key={start} style={{ inlineSize: `${widthFrom(start, lengthHint) * 100}%` }} />
      ))}
    </span>
  )
}

/** The share of a full line that the text fills from a character on. */
const widthFrom = (start: number, length: number): number => Math.min(1, Math.max(0.1, (length - start) / LINE))
