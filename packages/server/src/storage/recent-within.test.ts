import { expect, test } from 'vitest'
import { RecentWithin } from './recent-within.ts'

test('what was used lately is kept, of each owner apart, and never more than twice as many', () => {
  const recent = new RecentWithin<number, string, number>(10)
  const [ana, bo] = [1, 2]
  recent.put(ana, 'm1', 1)
  recent.put(bo, 'm1', 2)
  expect([recent.get(ana, 'm1'), recent.get(bo, 'm1'), recent.get(3, 'm1')]).toEqual([1, 2, undefined])
  for (let i = 0; i < 100; i += 1) {
    recent.put(bo, `n${i}`, i)
    expect(recent.get(ana, 'm1')).toBe(1)
  }
  const kept = Array.from({ length: 100 }, (_, i) => recent.get(bo, `n${i}`)).filter((seq) => seq !== undefined)
  expect(kept.length).toBeLessThanOrEqual(20)
  expect(kept.at(-1)).toBe(99)
})

test('what is put again takes no more room; what is let go of is gone', () => {
  const recent = new RecentWithin<number, string, number>(10)
  recent.put(1, 'old', 0)
  for (let i = 0; i < 1_000; i += 1) recent.put(1, 'm1', i)
  expect([recent.get(1, 'old'), recent.get(1, 'm1')]).toEqual([0, 999])
  recent.delete(1, 'm1')
  expect(recent.get(1, 'm1')).toBeUndefined()
  recent.clear()
  expect(recent.get(1, 'old')).toBeUndefined()
})
