import type { ReactNode } from 'react'
import { useShown } from '../cell.ts'
import { useDemo, useWords } from '../demo-context.ts'
import type { WireCount } from './wire-count.ts'

/** The most frames a second that Tallymark sends to all watchers of a conversation, unless it is set otherwise. */
const BUDGET = 2_000

/** What it would have been in the crowd if all of its members had been online. */
export function CrowdLine({ count }: { readonly count: WireCount }): ReactNode {
  const { fill } = useWords()
  const { devices } = useDemo()
  const { conversations } = useShown((devices[0] as (typeof devices)[number]).chat.chat)
  const crowd = conversations.find(({ kind }) => kind === 'crowd')
  const marks = count.conversations.find(({ conversationId }) => conversationId === crowd?.conversationId)?.marks ?? 0
  if (!crowd || marks === 0) return null
  const { memberCount } = crowd
  return (
    <p className="wire-crowd">
      {fill('wireCrowd', { count: marks, members: memberCount, broadcasts: marks * memberCount, budget: BUDGET })}
    </p>
  )
}
