import type { PluralForms } from '@tallymark/client/text'
import { describe, expect, test } from 'vitest'
import { CROWD_MEMBERS } from '../../chat/crowd-members.ts'
import { CROWD_SIZE } from '../thread/crowd-size.ts'
import { ENGLISH, LANGUAGES } from './languages.ts'
import { say, type Words } from './words.ts'

const names = Object.keys(ENGLISH.words) as (keyof Words)[]
const formsOf = (of: string | PluralForms): PluralForms => (typeof of === 'string' ? { other: of } : of)
const placeholders = (text: string): string => [...new Set(text.match(/\{\w+\}/g))].toSorted().join()

describe.each(LANGUAGES.map((language) => [language.name, language] as const))('in %s', (_name, { words, parts }) => {
  const categories = new Intl.PluralRules(parts.locale).resolvedOptions().pluralCategories.toSorted()

  test('[DEM13] every text has a form for every number, or one for all, with the placeholders of the English', () => {
    for (const name of names) {
      const forms = formsOf(words[name])
      expect([['other'], categories], name).toContainEqual(Object.keys(forms).toSorted())
      expect(placeholders(forms.other), name).toBe(placeholders(formsOf(ENGLISH.words[name]).other))
    }
  })

  test('[DEM13] no number stands in a text: each is written as the language writes it', () => {
    const texts = names.filter((name) => name !== 'phoneCommand').flatMap((name) => Object.values(formsOf(words[name])))
    expect(texts.filter((text) => /\p{Nd}/u.test(text))).toEqual([])
  })
})

test.each([
  ['English', 1, '1 member'],
  ['English', 503, '503 members'],
  ['Deutsch', 1, '1 Mitglied'],
  ['العربية', 2, 'عضوان'],
  ['العربية', 3, '3 أعضاء'],
  ['العربية', 11, '11 عضوًا'],
])('[DEM13] in %s of %i members it is said as the number asks for', (name, count, text) => {
  const { words, parts } = LANGUAGES.find((language) => language.name === name) ?? ENGLISH
  expect(say(words.membersCount, { count }, parts.locale)).toBe(text)
})

test('[DEM6] the page knows how many the crowd are', () => {
  expect(CROWD_SIZE).toBe(CROWD_MEMBERS.length)
})
