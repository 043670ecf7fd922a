import { expect, test } from 'vitest'
import { formatHistory } from '../../packages/server/testing/histories/format-history.ts'
import { parseHistory } from '../../packages/server/testing/histories/parse-history.ts'
import { randomHistory } from '../../packages/server/testing/histories/random-history.ts'

const EVERY_KIND = [
  'limit 3; on file; create with alice,bob visibility=sender in c2; create headline=any sharing=required; post m1 by alice silent; post m2',
  'delete m1 in c2; bob joins from m1; carol joins all shares nothing; carol joins shares default; bob leaves; bob shares delivered',
  'user bob name=Bob avatar=- sharing=-; user bob; erase bob; remove c2; reopen',
  'bob receives m1,m2,; bob receives m1,; bob reads ..m3 private; bob reads #1:3,5; bob bulk-reads ..m1 in c3; bob unreads m2',
  'many [bob reads m1 | carol receives ..m3 private in c2]; together [post m4 by bob & many [bob reads m4 | bob receives m1,] & erase carol]',
].join('; ')

test('a line that holds every kind of command is read and written again as it was', () => {
  expect(formatHistory(parseHistory(EVERY_KIND))).toBe(EVERY_KIND)
})

test('the line of a random history is read as that very history', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const history = randomHistory(seed)
    expect(parseHistory(formatHistory(history)), `seed ${seed}`).toEqual(history)
  }
})

test('a line that is not a history is refused', () => {
  expect(() => parseHistory('bob dances')).toThrow('not a command of a history: bob dances')
})
