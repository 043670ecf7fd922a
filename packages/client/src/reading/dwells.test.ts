import { describe, expect, test } from 'vitest'
import { VirtualTime } from '../../testing/virtual-time.ts'
import { Dwells } from './dwells.ts'
import type { Sight } from './sight.ts'

/** Dwells of 300 ms, of which it is known what was asked for; what can be seen stays as it was until a test says something else. */
function started() {
  const time = new VirtualTime()
  const asked: string[] = []
  const seen: string[] = []
  const screen = new Map<string, Sight>()
  let counts = () => true
  const see = (messages: Iterable<string>): void =>
    void seen.push(
      ...dwells.see(new Map([...messages].map((id) => [id, screen.get(id) ?? 'none'])), 300, () => counts()),
    )
  const dwells: Dwells<string> = new Dwells<string>(time, (messages) => {
    asked.push(...messages.map((id) => `${id} at ${time.now()}`))
    see(messages)
  })
  const show = (sights: Record<string, Sight>): void => {
    for (const [id, sight] of Object.entries(sights)) screen.set(id, sight)
    see(Object.keys(sights))
  }
  dwells.attend(true)
  const count = (whether: boolean): void => {
    counts = () => whether
  }
  return { time, asked, seen, dwells, show, count }
}

describe('one dwell', () => {
  test('[REA1] ends after its time, not a moment before', async () => {
    const { time, seen, show } = started()
    show({ m1: 'end' })
    await time.pass(299)
    expect(seen).toEqual([])
    await time.pass(1)
    expect(seen).toEqual(['m1'])
    expect(time.waiting).toBe(0)
  })

  test('[REA1] begins anew when the end was out of sight for a moment', async () => {
    const { time, seen, show } = started()
    show({ m1: 'end' })
    await time.pass(200)
    show({ m1: 'part' })
    show({ m1: 'end' })
    await time.pass(299)
    expect(seen).toEqual([])
    await time.pass(1)
    expect(seen).toEqual(['m1'])
  })

  test('[REA1] is none without the end, which is looked for five times a second', async () => {
    const { time, asked, seen, show } = started()
    show({ m1: 'part' })
    await time.pass(600)
    expect(asked).toEqual(['m1 at 200', 'm1 at 400', 'm1 at 600'])
    show({ m1: 'none' })
    expect(time.waiting).toBe(0)
    expect(seen).toEqual([])
  })

  test('[REA5] begins anew for a message that does not count', async () => {
    const { time, seen, show, count } = started()
    count(false)
    show({ m1: 'end' })
    await time.pass(5_000)
    expect(seen).toEqual([])
    count(true)
    await time.pass(500)
    expect(seen).toEqual(['m1'])
  })
})

describe('many dwells', () => {
  test('[REA7] share one timer, and what begins together ends together', async () => {
    const { time, asked, seen, show } = started()
    show({ m1: 'end', m2: 'end' })
    await time.pass(100)
    show({ m3: 'end' })
    expect(time.waiting).toBe(1)
    await time.pass(200)
    expect(seen).toEqual(['m1', 'm2'])
    await time.pass(100)
    expect(seen).toEqual(['m1', 'm2', 'm3'])
    expect(asked).toEqual(['m1 at 300', 'm2 at 300', 'm3 at 400'])
  })

  test('[REA2] each is told once until it was out of view for a dwell', async () => {
    const { time, seen, show, dwells } = started()
    show({ m1: 'end' })
    await time.pass(300)
    show({ m1: 'part' })
    show({ m1: 'end' })
    dwells.lookAgain()
    await time.pass(1_000)
    expect(seen).toEqual(['m1'])
    for (const sight of ['part', 'end'] as const) {
      show({ m1: 'none' })
      await time.pass(150)
      show({ m1: 'none' })
      await time.pass(149)
      show({ m1: sight })
      await time.pass(1_000)
      expect([seen, time.waiting]).toEqual([['m1'], 0])
    }
    show({ m1: 'none' })
    expect(time.waiting).toBe(0)
    await time.pass(300)
    show({ m1: 'end' })
    await time.pass(300)
    expect(seen).toEqual(['m1', 'm1'])
  })

  test('[REA2] what is settled counts as told where it is in view, and as never told where it is not', async () => {
    const { time, seen, show, dwells } = started()
    show({ m1: 'end', m2: 'part', m3: 'none' })
    await time.pass(200)
    dwells.settle(['m1', 'm2', 'm3'])
    show({ m1: 'end', m2: 'end', m3: 'end' })
    await time.pass(1_000)
    expect(seen).toEqual(['m3'])
    show({ m1: 'none', m3: 'none' })
    dwells.settle(['m1', 'm3'])
    await time.pass(300)
    show({ m1: 'end', m3: 'end' })
    await time.pass(300)
    expect(seen).toEqual(['m3', 'm1', 'm3'])
  })

  test('[REA6] the same message elsewhere goes on where it was', async () => {
    const { time, seen, show, dwells } = started()
    show({ m1: 'end', m2: 'end' })
    await time.pass(200)
    dwells.copy('m1', 'm1 elsewhere')
    dwells.forget('m1')
    show({ 'm1 elsewhere': 'end' })
    await time.pass(100)
    expect(seen.toSorted()).toEqual(['m1 elsewhere', 'm2'])
  })
})

describe('nobody here', () => {
  test('[REA4] sees nothing, and whoever comes back begins anew', async () => {
    const { time, asked, seen, show, dwells } = started()
    show({ m1: 'end', m2: 'part' })
    await time.pass(150)
    dwells.attend(false)
    expect(time.waiting).toBe(0)
    show({ m3: 'end' })
    await time.pass(60_000)
    show({ m3: 'end' })
    expect([asked, seen, time.waiting]).toEqual([[], [], 0])
    dwells.attend(true)
    await time.pass(299)
    expect(seen).toEqual([])
    await time.pass(1)
    expect(seen).toEqual(['m1', 'm3'])
  })

  test('[REA4] coming back does not tell again what was told', async () => {
    const { time, seen, show, dwells } = started()
    show({ m1: 'end' })
    await time.pass(300)
    dwells.attend(false)
    dwells.attend(true)
    await time.pass(1_000)
    expect(seen).toEqual(['m1'])
  })

  test('[REA8] nothing waits once all is forgotten', async () => {
    const { time, show, dwells } = started()
    show({ m1: 'end', m2: 'part' })
    dwells.forget('m1')
    dwells.forget('m2')
    expect(time.waiting).toBe(0)
  })
})
