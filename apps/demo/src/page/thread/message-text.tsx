import type { ReactNode } from 'react'
import { useWords } from '../demo-context.ts'
import type { ChatMessage } from '../messages/chat-message.ts'

/** How many characters a full line of a bar stands for. */
const LINE = 44

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
  const lines = Math.min(4, Math.ceil(lengthHint / LINE) || 1)
  const widths = Array.from({ length: lines }, (_, line) => Math.min(1, Math.max(0.1, lengthHint / LINE - line)))
  return (
    <span className="bars" role="img" aria-label={fill('silentMessage', { count: lengthHint })}>
      {widths.map((width, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is nothing but its place.
        <span key={line} style={{ inlineSize: `${width * 100}%` }} />
      ))}
    </span>
  )
}
