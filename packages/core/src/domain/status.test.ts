import { describe, expect, test } from 'vitest'
import { seqSetFrom } from './seq-set-text.ts'
import { type Headline, type OverallStatus, overallStatus, recipientState } from './status.ts'

test.each([
  ['nothing', '', '', 'pending'],
  ['others only', '1:4,6:9', '4', 'pending'],
  ['delivered', '5', '4', 'delivered'],
  ['read', '5', '5', 'read'],
])('[STA1] a recipient of whom %s is known', (_what, delivered, read, state) => {
  expect(recipientState({ delivered: seqSetFrom(delivered), read: seqSetFrom(read) }, 5)).toBe(state)
})

describe('[STA2] a message as a whole', () => {
  const table: readonly (readonly [Headline, number, number, number, OverallStatus])[] = [
    ['all', 0, 0, 0, 'sent'],
    ['all', 1, 0, 0, 'sent'],
    ['all', 1, 1, 0, 'delivered'],
    ['all', 1, 1, 1, 'read'],
    ['all', 3, 0, 0, 'sent'],
    ['all', 3, 1, 0, 'partial'],
    ['all', 3, 1, 1, 'partial'],
    ['all', 3, 2, 2, 'partial'],
    ['all', 3, 3, 0, 'delivered'],
    ['all', 3, 3, 2, 'delivered'],
    ['all', 3, 3, 3, 'read'],
    ['any', 0, 0, 0, 'sent'],
    ['any', 1, 1, 1, 'read'],
    ['any', 3, 0, 0, 'sent'],
    ['any', 3, 1, 0, 'delivered'],
    ['any', 3, 3, 0, 'delivered'],
    ['any', 3, 1, 1, 'read'],
    ['any', 3, 3, 1, 'read'],
  ]
  test.each(table)('[STA2] %s: of %i, %i have it and %i read it: %s', (headline, audience, delivered, read, status) => {
    expect(overallStatus({ audience, delivered, read, hidden: 0 }, headline)).toBe(status)
  })

  test('[STA2] is never read without an audience, which an empty count would be', () => {
    for (const headline of ['all', 'any'] as const)
      expect(overallStatus({ audience: 0, delivered: 0, read: 0, hidden: 0 }, headline)).toBe('sent')
  })
})
