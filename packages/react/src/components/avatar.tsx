import { hueOf, initialsOf } from '@tallymark/client/text'
import type { CSSProperties, ReactNode } from 'react'

interface AvatarProps {
  readonly userId: string
  readonly name: string
  readonly url: string | null
}

/** A user's picture over the first letters of its name, which stay where there is none or it does not load. Its name stands beside it. */
export function Avatar({ userId, name, url }: AvatarProps): ReactNode {
  const style = { '--tallymark-hue': hueOf(userId) } as CSSProperties
  return (
    <span className="tallymark-avatar" aria-hidden="true" style={style}>
      {initialsOf(name)}
      {url && <img src={url} alt="" loading="lazy" decoding="async" referrerPolicy="no-referrer" />}
    </span>
  )
}
