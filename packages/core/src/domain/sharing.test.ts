import { expect, test } from 'vitest'
import { type Sharing, sharingInForce } from './sharing.ts'

const CHOICES: readonly (Sharing | null)[] = ['everything', 'delivered', 'nothing', null]
const pairs = CHOICES.flatMap((choice) => CHOICES.map((userDefault) => [choice, userDefault] as const))

test.each(pairs)('[PRV1] a choice of %s here and a default of %s', (choice, userDefault) => {
  expect(sharingInForce('required', choice, userDefault)).toBe('everything')
  expect(sharingInForce('forbidden', choice, userDefault)).toBe('nothing')
  const expected = choice === null ? (userDefault === null ? 'everything' : userDefault) : choice
  expect(sharingInForce('optional', choice, userDefault)).toBe(expected)
})
