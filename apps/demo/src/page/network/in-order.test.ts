import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inOrder } from './in-order.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what is not delayed is run at once', () => {
  const run = vi.fn()
  inOrder(() => 0)(run)
  expect(run).toHaveBeenCalledOnce()
})

test('what comes after something slow does not overtake it', () => {
  let delayMs = 2_000
  const ran: string[] = []
  const hand = inOrder(() => delayMs)
  hand(() => ran.push('slow'))
  delayMs = 0
  hand(() => ran.push('quick'))
  expect(ran).toEqual([])
  vi.advanceTimersByTime(1_999)
  expect(ran).toEqual([])
  vi.advanceTimersByTime(1)
  expect(ran).toEqual(['slow', 'quick'])
})
