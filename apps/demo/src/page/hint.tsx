import { TICK_PATHS, type TickMark } from '@tallymark/client/text'
import type { ReactNode } from 'react'
import { useShown } from './cell.ts'
import { useDemo, useWords } from './demo-context.ts'
import { CROWD_SIZE } from './thread/crowd-size.ts'

/** What to try, and what the ticks mean. */
export function Hint(): ReactNode {
  const { words, fill } = useWords()
  const { devices } = useDemo()
  const hasSent = useHasSent()
  const legend: readonly (readonly [TickMark, string])[] = [
    ['sent', words.legendSent],
    ['delivered', words.legendDelivered],
    ['read', words.legendRead],
  ]
  return (
    <div className="hint">
      {devices.length > 1 && !hasSent && <p>{words.firstHint}</p>}
      {devices.length > 1 && hasSent && <p className="when-wide">{fill('nextHint', { count: CROWD_SIZE })}</p>}
      {devices.length > 1 && hasSent && <p className="when-narrow">{words.nextHintNarrow}</p>}
      <ul>
        {legend.map(([mark, says]) => (
          <li key={mark}>
            <span className="tallymark-ticks" data-status={mark}>
              <svg viewBox="0 0 20 12" aria-hidden="true">
                <path d={TICK_PATHS[mark]} />
              </svg>
            </span>
            {says}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Whether the first person has written anything since the page was opened. */
function useHasSent(): boolean {
  const { openedAt, devices } = useDemo()
  const [first] = devices
  const { messages } = useShown((first as NonNullable<typeof first>).chat.chat)
  return [...messages.values()].some((list) => {
    const newest = list.findLast(({ senderId }) => senderId === first?.person.userId)
    return newest !== undefined && newest.sentAt > openedAt
  })
}
