import type { ConversationId } from '@tallymark/core'
import { expect, test } from 'vitest'
import { MemberLists } from './member-lists.ts'

const MOST = 100_000

test('lists of members are bounded also where nobody is in them', () => {
  const lists = new MemberLists()
  const id = (i: number): ConversationId => `c${i}` as ConversationId
  for (let i = 0; i <= MOST; i += 1) lists.put(id(i), { source: { key: i, writes: 1 }, members: [] })
  expect([0, 1, MOST].map((i) => lists.get(id(i)) !== undefined)).toEqual([false, true, true])
})
