import { expect, test } from 'vitest'
import { marksOfSeen } from './marks-of-seen.ts'

const seqOf = (messageId: string): number | undefined => ({ m1: 1, m2: 2, m9: 9, m10: 10 })[messageId]

test.each([
  ['manual', ['m1', 'm2'], []],
  ['viewed', ['m1', 'm9', 'x'], [{ messageIds: ['m1', 'm9', 'x'] }]],
  ['prefix', ['m1'], [{ upToMessageId: 'm1' }]],
  ['prefix', ['m9', 'm10', 'm2'], [{ upToMessageId: 'm10' }]],
  ['prefix', ['m10', 'm9'], [{ upToMessageId: 'm10' }]],
  ['prefix', ['x'], [{ upToMessageId: 'x' }]],
  ['prefix', ['x', 'y'], [{ messageIds: ['x', 'y'] }, { upToMessageId: 'y' }]],
  ['prefix', ['x', 'm1', 'y'], [{ messageIds: ['x', 'y'] }, { upToMessageId: 'm1' }, { upToMessageId: 'y' }]],
] as const)('[REA3] under %s %j makes %j', (policy, messageIds, marks) => {
  expect(marksOfSeen(policy, messageIds, seqOf)).toEqual(marks)
})
