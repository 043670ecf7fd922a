import { overallStatus, PHRASES, type Summarised, summaryText } from '@tallymark/core'
import { describe, expect, test } from 'vitest'
import {
  arabic,
  badgeText,
  english,
  german,
  hueOf,
  initialsOf,
  type Language,
  phrase,
  statusLine,
  TICK_PATHS,
  tickOf,
  timeLine,
  type UiPhrases,
} from './index.ts'

const summary = (totalRecipients: number, deliveredCount: number, readCount: number): Summarised => {
  const tally = { audience: totalRecipients, delivered: deliveredCount, read: readCount, hidden: 0 }
  return { overallStatus: overallStatus(tally, 'all'), totalRecipients, deliveredCount, readCount }
}

/** Every way in which a message may stand. */
const everySummary = [0, 1, 2, 7, 1_200].flatMap((total) =>
  [0, 1, 3, total].flatMap((delivered) =>
    [0, 1, 2, delivered].flatMap((read) => (read <= delivered && delivered <= total ? [[total, delivered, read]] : [])),
  ),
) as [number, number, number][]

const placeholders = (text: string): string => [...new Set(text.match(/\{\w+\}/g))].toSorted().join()
const names = Object.keys(english.phrases) as (keyof UiPhrases)[]

describe.each([
  ['English', english],
  ['German', german],
  ['Arabic', arabic],
])('in %s', (_name, language: Language) => {
  test('[TXT2] there is every phrase, with a form for every plural that the locale has', () => {
    expect(Object.keys(language.phrases).toSorted()).toEqual(names.toSorted())
    const categories = new Intl.PluralRules(language.locale).resolvedOptions().pluralCategories.toSorted()
    for (const name of names) {
      const forms = language.phrases[name]
      expect([name, typeof forms]).toEqual([name, typeof english.phrases[name]])
      if (typeof forms === 'string') expect([name, forms]).not.toEqual([name, ''])
      else expect([name, ...Object.keys(forms).toSorted()]).toEqual([name, ...categories])
    }
  })

  test('[TXT2] the placeholders are those of the English', () => {
    for (const name of names) {
      const [own, theirs] = [language.phrases[name], english.phrases[name]]
      const wanted = placeholders(typeof theirs === 'string' ? theirs : theirs.other)
      const [always, sometimes] = typeof own === 'string' ? [[own], []] : [[own.other], Object.values(own)]
      for (const text of always) expect([name, placeholders(text)]).toEqual([name, wanted])
      // A form for a number that the words tell needs no figure.
      for (const text of sometimes) expect([name, wanted]).toEqual([name, expect.stringContaining(placeholders(text))])
    }
  })

  test('[TXT2] nothing is left unfilled, whatever the number', () => {
    for (const name of names)
      for (const count of [0, 1, 2, 3, 11, 100, 1_000])
        expect(phrase(language, name, { count, total: 2_000, status: 'now' })).not.toMatch(/[{}]|undefined/)
  })

  test('[TXT3] numbers are written as Intl writes them', () => {
    const number = (value: number) => new Intl.NumberFormat(language.locale).format(value)
    expect(phrase(language, 'unreadMessages', { count: 12_345 })).toContain(number(12_345))
    const line = statusLine(summary(1_234, 1_100, 1_011), language)
    expect([line.includes(number(1_011)), line.includes(number(1_234))]).toEqual([true, true])
  })
})

test.each(everySummary)(
  '[TXT1] [STA3] of %i, %i have it and %i read it: the English line is that of the server',
  (...of) => {
    const line = statusLine(summary(...of), english)
    expect(line.replaceAll(',', '')).toBe(summaryText(summary(...of)))
  },
)

test.each(['sending', 'failed'] as const)('[TXT1] a message that is %s says so in every language', (overall) => {
  for (const language of [english, german, arabic])
    expect(statusLine({ ...summary(3, 0, 0), overallStatus: overall }, language)).toBe(language.phrases[overall])
})

test('[TXT1] the line is chosen alike in every language', () => {
  expect(statusLine(summary(12, 12, 3), english)).toBe('Read by 3 of 12')
  expect(statusLine(summary(12, 12, 3), german)).toBe('Von 3 von 12 gelesen')
  expect(statusLine(summary(12, 5, 0), german)).toBe('5 von 12 zugestellt')
  expect(statusLine(summary(12, 12, 12), arabic)).toBe('قرأها الجميع')
})

test('[TXT2] an application brings its own language, and a plural that it has not is `other`', () => {
  const mine: Language = {
    locale: 'fr',
    direction: 'ltr',
    phrases: {
      ...english.phrases,
      ...PHRASES,
      readByAll: 'Lu par tous',
      unreadMessages: { other: 'non lus : {count}' },
    },
  }
  expect(statusLine(summary(2, 2, 2), mine)).toBe('Lu par tous')
  expect(phrase(mine, 'unreadMessages', { count: 1 })).toBe('non lus : 1')
})

test.each([
  [0, 'لا رسائل غير مقروءة'],
  [1, 'رسالة واحدة غير مقروءة'],
  [2, 'رسالتان غير مقروءتين'],
  [5, 'رسائل غير مقروءة'],
  [11, 'رسالة غير مقروءة'],
])('[TXT2] Arabic counts %i as Arabic does', (count, text) => {
  expect(phrase(arabic, 'unreadMessages', { count })).toContain(text)
})

test.each([
  [1, '1 unread message'],
  [3, '3 unread messages'],
  [0, '0 unread messages'],
])('[TXT2] English counts %i', (count, text) => {
  expect(phrase(english, 'unreadMessages', { count })).toBe(text)
})

test.each([
  [0, '0'],
  [99, '99'],
  [100, '99+'],
  [12_000, '99+'],
])('[TXT3] a badge of %i says %s', (count, text) => {
  expect(badgeText(count, english)).toBe(text)
  expect(badgeText(count, arabic)).toBe(text.replace(/\d+/, (digits) => new Intl.NumberFormat('ar').format(+digits)))
})

describe('[TXT4] a time', () => {
  const now = new Date(2026, 5, 17, 14, 30)

  test.each([
    ['today', new Date(2026, 5, 17, 9, 5), { hour: 'numeric', minute: '2-digit' }],
    ['of the first minute of today', new Date(2026, 5, 17, 0, 0), { hour: 'numeric', minute: '2-digit' }],
    ['yesterday', new Date(2026, 5, 16, 23, 59), { weekday: 'short', hour: 'numeric', minute: '2-digit' }],
    ['six days before', new Date(2026, 5, 11, 0, 0), { weekday: 'short', hour: 'numeric', minute: '2-digit' }],
    [
      'a week before',
      new Date(2026, 5, 10, 23, 59),
      { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
    ],
    [
      'of another year',
      new Date(2025, 11, 31, 8, 0),
      { year: 'numeric', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
    ],
    ['tomorrow', new Date(2026, 5, 18, 8, 0), { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }],
  ] as const)('[TXT4] %s is written as short as it can be', (_when, at, parts) => {
    for (const language of [english, german, arabic])
      expect(timeLine(at, language, now)).toBe(new Intl.DateTimeFormat(language.locale, parts).format(at))
  })
})

test('[TXT5] each picture has a shape of its own, and what only some have is shown as sent', () => {
  const shapes = Object.values(TICK_PATHS)
  expect([shapes.length, new Set(shapes).size]).toEqual([5, 5])
  const all = ['sent', 'partial', 'delivered', 'read', 'sending', 'failed'] as const
  expect(all.map((overall) => tickOf({ overallStatus: overall }))).toEqual([
    'sent',
    'sent',
    'delivered',
    'read',
    'sending',
    'failed',
  ])
})

test.each([
  ['Bob', 'B'],
  ['carol ann  duffy', 'CD'],
  [' 🦊 Fox', '🦊F'],
  ['', ''],
])('[TXT6] %j is shown as %j where there is no picture', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

test('[TXT6] users have colours of their own, always the same', () => {
  const hues = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'].map(hueOf)
  expect(hues).toEqual(['p1', 'p2', 'p3', 'p4', 'p5', 'p6'].map(hueOf))
  const sorted = hues.toSorted((a, b) => a - b)
  expect(Math.min(...sorted.slice(1).map((hue, i) => hue - (sorted[i] as number)))).toBeGreaterThan(20)
})
