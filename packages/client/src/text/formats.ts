/** Made once for each locale, or locale and style: making one takes far longer than using it. */
const cached = <Format>(make: (locale: string) => Format): ((locale: string) => Format) => {
  const made = new Map<string, Format>()
  return (locale) => {
    const format = made.get(locale) ?? make(locale)
    made.set(locale, format)
    return format
  }
}

/** How numbers are written. */
export const numbers = cached((locale) => new Intl.NumberFormat(locale))

/** Which form of a phrase goes with a number. */
export const plurals = cached((locale) => new Intl.PluralRules(locale))

const time = { hour: 'numeric', minute: '2-digit' } as const
const day = { ...time, day: 'numeric', month: 'short' } as const

/** How moments are written, the shorter the nearer they are. In the time zone of the machine. */
export const moments = {
  today: cached((locale) => new Intl.DateTimeFormat(locale, time)),
  week: cached((locale) => new Intl.DateTimeFormat(locale, { ...time, weekday: 'short' })),
  year: cached((locale) => new Intl.DateTimeFormat(locale, day)),
  before: cached((locale) => new Intl.DateTimeFormat(locale, { ...day, year: 'numeric' })),
}
