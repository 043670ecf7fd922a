import type { UiPhrases } from './ui-phrases.ts'

/** A language that the parts speak. An application may bring its own: the type asks for every phrase. */
export interface Language {
  /** A BCP 47 tag, by which numbers, plurals and dates are written. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
  readonly phrases: UiPhrases
}
