import { beforeEach, expect, test } from 'vitest'
import { HandTimers } from '../../../testing/hand-timers.ts'
import { Rounds } from './rounds.ts'

let timers: HandTimers
let visits: string[]
let rounds: Rounds<string>
beforeEach(() => {
  timers = new HandTimers()
  visits = []
  rounds = new Rounds(timers, 1_000, (who) => visits.push(`${who}@${timers.now()}`))
})

test('[CON5] each is visited once in a period, counted from when it came', () => {
  rounds.add('alice')
  timers.pass(500)
  rounds.add('bob')
  timers.pass(2_000)
  expect(visits).toEqual(['alice@1000', 'bob@1500', 'alice@2000', 'bob@2500'])
})

test('[CON5] however many there are, one timer waits, and none without anybody', () => {
  expect(timers.waiting).toBe(0)
  for (let i = 0; i < 1_000; i += 1) rounds.add(`u${i}`)
  expect(timers.waiting).toBe(1)
  timers.pass(10_000)
  expect([visits.length, timers.waiting, rounds.size]).toEqual([10_000, 1, 1_000])
  for (let i = 0; i < 1_000; i += 1) rounds.delete(`u${i}`)
  expect(timers.waiting).toBe(0)
})

test('[CON5] who has gone is not visited, not even one whom an earlier visit ended', () => {
  const ending: Rounds<string> = new Rounds(timers, 1_000, (who) => {
    visits.push(who)
    ending.delete('bob')
  })
  for (const who of ['alice', 'bob', 'carol']) ending.add(who)
  ending.delete('nobody')
  timers.pass(1_000)
  expect(visits).toEqual(['alice', 'carol'])
  ending.end()
  timers.pass(5_000)
  expect([visits.length, timers.waiting]).toEqual([2, 0])
})
