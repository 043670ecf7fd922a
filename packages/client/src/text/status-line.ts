import { type Summarised, summaryPhrase } from '@tallymark/core'
import type { Language } from './language.ts'
import { phrase } from './phrase.ts'

/** The one line that stands under a message (STA3): `Read by 3 of 12`. */
export function statusLine(summary: Summarised, language: Language): string {
  const { name, ...counts } = summaryPhrase(summary)
  return phrase(language, name, counts)
}
