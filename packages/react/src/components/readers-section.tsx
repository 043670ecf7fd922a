import type { ReadersOf } from '@tallymark/client/readers'
import { phrase } from '@tallymark/client/text'
import { type ReactNode, useId } from 'react'
import { useReaders } from '../hooks/use-readers.ts'
import { useLanguage } from '../provider.tsx'
import { MoreReaders } from './more-readers.tsx'
import { ReaderRow } from './reader-row.tsx'

interface ReadersSectionProps {
  readonly of: ReadersOf
  readonly title: string
  /** How many there are, loaded or not. */
  readonly count: number
}

/** Those of one status in the list of who has a message; nothing where nobody is, but for those who read it. */
export function ReadersSection({ of, title, count }: ReadersSectionProps): ReactNode {
  const language = useLanguage()
  const heading = useId()
  if (count === 0 && of.filter !== 'read') return null
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading}>
        {title} <span>{new Intl.NumberFormat(language.locale).format(count)}</span>
      </h3>
      {count === 0 ? <p className="tallymark-note">{phrase(language, 'nobodyYet')}</p> : <ReaderList of={of} />}
    </section>
  )
}

function ReaderList({ of }: { readonly of: ReadersOf }): ReactNode {
  const language = useLanguage()
  const { state, readers, hasNames, hasMore, isLoadingMore, more, reload } = useReaders(of)
  const now = new Date()
  return (
    <>
      <ul className="tallymark-readers">
        {readers.map((reader) => (
          <ReaderRow key={reader.userId} reader={reader} now={now} />
        ))}
      </ul>
      {state === 'loading' && <p className="tallymark-note">{phrase(language, 'loading')}</p>}
      {state === 'ready' && !hasNames && <p className="tallymark-note">{phrase(language, 'countsOnly')}</p>}
      {state === 'failed' && (
        <p className="tallymark-note" role="alert">
          {phrase(language, 'loadFailed')}{' '}
          <button type="button" onClick={reload}>
            {phrase(language, 'tryAgain')}
          </button>
        </p>
      )}
      {state === 'ready' && hasMore && <MoreReaders isLoading={isLoadingMore} onMore={more} />}
    </>
  )
}
