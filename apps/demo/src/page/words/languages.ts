import { arabic, english, german } from '@tallymark/client/text'
import { arabicWords } from './arabic.ts'
import { englishWords } from './english.ts'
import { germanWords } from './german.ts'
import type { PageLanguage } from './words.ts'

export const ENGLISH: PageLanguage = { code: 'en', name: 'English', words: englishWords, parts: english }

/** The languages to choose from. */
export const LANGUAGES: readonly PageLanguage[] = [
  ENGLISH,
  { code: 'de', name: 'Deutsch', words: germanWords, parts: german },
  { code: 'ar', name: 'العربية', words: arabicWords, parts: arabic },
]
