import { moments } from './formats.ts'
import type { Language } from './language.ts'

const DAY_MS = 86_400_000

/** When something was: its time if today, its weekday too if in the six days before, else its date. In the time zone of the machine. */
export function timeLine(at: Date, { locale }: Language, now: Date): string {
  const days = dayOf(now) - dayOf(at)
  if (days === 0) return moments.today(locale).format(at)
  if (days > 0 && days < 7) return moments.week(locale).format(at)
  return moments[at.getFullYear() === now.getFullYear() ? 'year' : 'before'](locale).format(at)
}

/** The number of a day of the calendar: the time between two midnights is not always 24 hours. */
const dayOf = (at: Date): number => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / DAY_MS
