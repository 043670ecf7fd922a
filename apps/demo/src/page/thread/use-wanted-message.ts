import { useCallback, useLayoutEffect, useRef, useState } from 'react'

interface WantedMessage {
  /** The message that is to be on the page, wherever it is in the list. */
  readonly wanted: string | undefined
  /** Scrolls to a message; fulfilled once it is in sight. */
  readonly want: (messageId: string) => Promise<void>
}

/** Scrolls to a message that may not be on the page yet. */
export function useWantedMessage(scroller: HTMLElement | null): WantedMessage {
  const [wanted, setWanted] = useState<string>()
  const inSight = useRef(() => {})
  useLayoutEffect(() => {
    if (!scroller || wanted === undefined) return
    const row = scroller.querySelector(`[data-message="${CSS.escape(wanted)}"]`)
    if (!row) return
    // Not `scrollIntoView`: that would move the page too, where its screen is small.
    const margin = Number.parseFloat(getComputedStyle(row).scrollMarginBlockStart)
    const top = row.getBoundingClientRect().top - scroller.getBoundingClientRect().top - margin
    scroller.scrollBy({ top, behavior: 'instant' })
    inSight.current()
    // What is above it may take its room only now that it is near.
    const timer = setTimeout(() => setWanted(undefined), 300)
    return () => clearTimeout(timer)
  })
  const want = useCallback((messageId: string): Promise<void> => {
    setWanted(messageId)
    return new Promise((resolve) => {
      inSight.current = resolve
    })
  }, [])
  return { wanted, want }
}
