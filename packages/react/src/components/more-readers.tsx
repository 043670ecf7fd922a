import { phrase } from '@tallymark/client/text'
import { type ReactNode, useEffect, useRef } from 'react'
import { useLanguage } from '../provider.tsx'

interface MoreReadersProps {
  readonly isLoading: boolean
  readonly onMore: () => void
}

/** The end of a list that goes on: the next page comes when it is in view, or at a press. */
export function MoreReaders({ isLoading, onMore }: MoreReadersProps): ReactNode {
  const language = useLanguage()
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isLoading || !button.current) return
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && onMore())
    observer.observe(button.current)
    return () => observer.disconnect()
  }, [isLoading, onMore])
  const press = (): void => {
    // The button is gone after the last page; from the last name the next Tab or arrow goes on to what came.
    const last = button.current?.previousElementSibling?.lastElementChild as HTMLElement | null | undefined
    last?.focus()
    onMore()
  }
  return (
    <button ref={button} type="button" className="tallymark-more" onClick={press}>
      {phrase(language, isLoading ? 'loading' : 'showMore')}
    </button>
  )
}
