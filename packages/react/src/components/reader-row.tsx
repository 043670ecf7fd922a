import type { Reader } from '@tallymark/client/readers'
import { timeLine } from '@tallymark/client/text'
import { memo, type ReactNode } from 'react'
import { useLanguage } from '../provider.tsx'
import { Avatar } from './avatar.tsx'

interface ReaderRowProps {
  readonly reader: Reader
  readonly now: Date
}

/** A recipient of a message, and when it read or received it. */
export const ReaderRow = memo(Row, (before, now) => before.reader === now.reader)

function Row({ reader, now }: ReaderRowProps): ReactNode {
  const language = useLanguage()
  const { userId, userName, userAvatarUrl, deliveredAt, readAt } = reader
  const at = readAt ?? deliveredAt
  return (
    <li className="tallymark-reader" tabIndex={-1}>
      <Avatar userId={userId} name={userName ?? userId} url={userAvatarUrl} />
      <bdi>{userName ?? userId}</bdi>
      {at && <time dateTime={at.toISOString()}>{timeLine(at, language, now)}</time>}
    </li>
  )
}
