import { numbers, plurals } from './formats.ts'
import type { Language } from './language.ts'
import type { PhraseValues, UiPhrases } from './ui-phrases.ts'

/** A phrase with its values filled in, in the form that goes with `count` where it has several. */
export function phrase({ locale, phrases }: Language, name: keyof UiPhrases, values: PhraseValues = {}): string {
  const forms = phrases[name]
  const text = typeof forms === 'string' ? forms : (forms[plurals(locale).select(values.count ?? 0)] ?? forms.other)
  return text.replace(/\{(count|total|status)\}/g, (placeholder, key: keyof PhraseValues) => {
    const value = values[key] ?? placeholder
    return typeof value === 'number' ? numbers(locale).format(value) : value
  })
}
