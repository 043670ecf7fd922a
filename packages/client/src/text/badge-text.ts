import { numbers } from './formats.ts'
import type { Language } from './language.ts'

const MOST = 99

/** The number in a badge; `99+` above 99. */
export const badgeText = (count: number, { locale }: Language): string =>
  count > MOST ? `${numbers(locale).format(MOST)}+` : numbers(locale).format(count)
