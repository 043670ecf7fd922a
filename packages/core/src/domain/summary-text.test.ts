import { describe, expect, test } from 'vitest'
import { overallStatus } from './status.ts'
import { PHRASES, type Phrases, type Summarised, statusText, summaryText } from './summary-text.ts'

const summary = (totalRecipients: number, deliveredCount: number, readCount: number): Summarised => ({
  overallStatus: overallStatus(
    { audience: totalRecipients, delivered: deliveredCount, read: readCount, hidden: 0 },
    'all',
  ),
  totalRecipients,
  deliveredCount,
  readCount,
})

test.each([
  [0, 0, 0, 'Sent'],
  [1, 0, 0, 'Sent'],
  [1, 1, 0, 'Delivered'],
  [1, 1, 1, 'Read'],
  [7, 0, 0, 'Sent'],
  [7, 3, 0, 'Delivered to 3 of 7'],
  [7, 7, 0, 'Delivered to all'],
  [7, 3, 3, 'Read by 3 of 7'],
  [7, 7, 3, 'Read by 3 of 7'],
  [7, 7, 7, 'Read by all'],
  [2, 2, 2, 'Read by all'],
])('[STA3] of %i, %i have it and %i read it: %s', (total, delivered, read, text) => {
  expect(summaryText(summary(total, delivered, read))).toBe(text)
})

test.each([
  ['sending', 'Sending…'],
  ['failed', 'Not sent'],
] as const)('[STA3] a message that is %s says so, whoever it is for', (overall, text) => {
  for (const total of [0, 1, 7]) expect(summaryText({ ...summary(total, 0, 0), overallStatus: overall })).toBe(text)
})

test.each([
  ['pending', 'Pending'],
  ['delivered', 'Delivered'],
  ['read', 'Read'],
] as const)('[STA3] beside a recipient stands %s as %s', (state, text) => {
  expect(statusText(state)).toBe(text)
})

test('[STA3] the headline "any" of several tells the counts all the same', () => {
  expect(summaryText({ ...summary(7, 3, 1), overallStatus: 'read' })).toBe('Read by 1 of 7')
})

describe('[STA3] phrases of another language', () => {
  const german: Phrases = {
    ...PHRASES,
    sent: 'Gesendet',
    read: 'Gelesen',
    readBySome: 'Von {total} haben {count} gelesen ({count}/{total})',
    deliveredToSome: '{count} von {total} zugestellt',
    readByAll: 'Von allen gelesen',
    pending: 'Ausstehend',
  }

  test('[STA3] stand wherever the English would', () => {
    expect(summaryText(summary(7, 0, 0), german)).toBe('Gesendet')
    expect(summaryText(summary(1, 1, 1), german)).toBe('Gelesen')
    expect(summaryText(summary(7, 7, 7), german)).toBe('Von allen gelesen')
    expect(statusText('pending', german)).toBe('Ausstehend')
  })

  test('[STA3] put their numbers in any order and as often as they like', () => {
    expect(summaryText(summary(7, 3, 3), german)).toBe('Von 7 haben 3 gelesen (3/7)')
    expect(summaryText(summary(7, 3, 0), german)).toBe('3 von 7 zugestellt')
  })
})
