import { useMessageStatus } from '@tallymark/react'
import { type ReactNode, useState } from 'react'
import { useDevice, useWords } from '../demo-context.ts'
import type { MessageList } from '../messages/message-list.ts'
import { CROWD_SIZE } from './crowd-size.ts'

/** For how long the members read, in milliseconds. */
const READING_MS = 2_500

interface CrowdButtonProps {
  readonly conversationId: string
  readonly list: MessageList | undefined
}

/** Lets the crowd read the newest message, each member by a mark of its own, and says so once all have. */
export function CrowdButton({ conversationId, list }: CrowdButtonProps): ReactNode {
  const { fill } = useWords()
  const { api } = useDevice()
  const [isReading, setIsReading] = useState(false)
  const newest = list?.findLast(({ deleted }) => !deleted)
  const status = useMessageStatus(conversationId, newest?.messageId ?? '')
  const isRead = (status?.readCount ?? 0) >= CROWD_SIZE
  const isIdle = isReading || isRead
  const read = (): void => {
    setIsReading(true)
    setTimeout(() => setIsReading(false), READING_MS)
    // Somebody else may have asked a moment ago: then they read anyway.
    api.crowdReads().catch(() => {})
  }
  return (
    <div className="crowd">
      <button type="button" className="action" aria-disabled={isIdle} onClick={() => !isIdle && read()}>
        {fill(isRead ? 'crowdHasRead' : 'crowdReads', { count: CROWD_SIZE })}
      </button>
    </div>
  )
}
