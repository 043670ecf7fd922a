import type { Reader } from '../readers/readers.ts'
import { hueOf, initialsOf } from '../text/avatar.ts'
import type { Language } from '../text/language.ts'
import { timeLine } from '../text/time-line.ts'
import { make } from './make.ts'

/** A recipient of a message, and when it read or received it. */
export function makeReaderRow(reader: Reader, language: Language): HTMLElement {
  const { userId, userName, userAvatarUrl, deliveredAt, readAt } = reader
  const [name, at] = [userName ?? userId, readAt ?? deliveredAt]
  const avatar = make('span', { className: 'tallymark-avatar', ariaHidden: 'true' }, initialsOf(name))
  avatar.style.setProperty('--tallymark-hue', String(hueOf(userId)))
  // It covers the letters once it has come.
  if (userAvatarUrl)
    avatar.append(
      make('img', { loading: 'lazy', decoding: 'async', referrerPolicy: 'no-referrer', alt: '', src: userAvatarUrl }),
    )
  const row = make('li', { className: 'tallymark-reader', tabIndex: -1 }, avatar, make('bdi', {}, name))
  if (at) row.append(make('time', { dateTime: at.toISOString() }, timeLine(at, language, new Date())))
  return row
}
