import { type ReactNode, useState } from 'react'
import { useDevice, useWords } from '../demo-context.ts'

/** For how long the members read, in milliseconds. */
const READING_MS = 2_500

/** Lets the crowd read the newest message, each member by a mark of its own. */
export function CrowdButton(): ReactNode {
  const { words } = useWords()
  const { api } = useDevice()
  const [isReading, setIsReading] = useState(false)
  const read = (): void => {
    setIsReading(true)
    setTimeout(() => setIsReading(false), READING_MS)
    // Somebody else may have asked a moment ago: then they read anyway.
    api.crowdReads().catch(() => {})
  }
  return (
    <div className="crowd">
      <button type="button" className="action" aria-disabled={isReading} onClick={() => !isReading && read()}>
        {words.crowdReads}
      </button>
    </div>
  )
}
