import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import type { Direction } from '../tcp-proxy.ts'
import { BusNode } from './bus-node.ts'
import type { BusPlace, Place } from './bus-place.ts'

type Way = NonNullable<BusPlace['way']>

/** The way to the server of a place; where there is none the test is skipped. */
function wayTo(place: Place, skip: (condition: boolean, why: string) => void): Way {
  const { way } = place()
  skip(way === undefined, 'there is no server between the nodes of one process')
  return way as Way
}

async function isRenewed(place: Place, { proxy }: Way, fault: Direction | 'stranded'): Promise<void> {
  await using alice = await BusNode.at(place())
  const begun = performance.now()
  if (fault === 'stranded') proxy.strand()
  else proxy.stall(fault)
  await eventually(() => alice.said.length).toBeGreaterThan(0)
  proxy.pass()
  await eventually(() => alice.missed).toBe(1)
  expect(performance.now() - begun).toBeLessThan(10_000)
  alice.bus.send('m1')
  await eventually(() => alice.texts).toEqual(['m1'])
}

/** What happens when the server or the way to it fails. */
export function faults(place: Place): void {
  test('[BUS3, BUS6] while the server is away sending is harmless, and when it is back all works again', async ({
    skip,
  }) => {
    const way = wayTo(place, skip)
    await using alice = await BusNode.at(place())
    await using bob = await BusNode.at(place())
    await way.server.stop('immediate')
    await eventually(() => alice.said.length).toBe(1)
    for (let i = 0; i < 20_000; i += 1) alice.bus.send(`m${i}`)
    await eventually(() => alice.bus.counts).toMatchObject({ sent: 0, dropped: 20_000 })
    await way.server.start()
    await eventually(() => [alice.missed, bob.missed]).toEqual([1, 1])
    alice.bus.send('m1')
    await eventually(() => bob.texts).toEqual(['m1'])
    await eventually(() => alice.bus.counts).toMatchObject({ sent: 1, reconnects: 1 })
    expect(alice.said).toEqual([
      expect.stringMatching(/^The bus is out of reach, and is tried again: ./),
      'The bus is back.',
    ])
  })

  test('[BUS6] a connection that was cut is renewed, and tells that something may be missing once it listens', async ({
    skip,
  }) => {
    const way = wayTo(place, skip)
    await using alice = await BusNode.at(place())
    alice.bus.listen({ heard: () => {}, mayHaveMissed: () => alice.bus.send('m1') })
    for (let round = 1; round <= 3; round += 1) {
      way.proxy.cut()
      await eventually(() => alice.missed).toBe(round)
      await eventually(() => alice.texts.length).toBe(round)
    }
    expect(alice.bus.counts.reconnects).toBe(3)
  })

  test('[BUS6] a bus that is opened while the server cannot be reached comes when it can', async ({ skip }) => {
    const way = wayTo(place, skip)
    way.proxy.refuse()
    await using alice = await BusNode.at(place())
    expect(alice.said).toEqual([expect.stringContaining('out of reach')])
    await way.proxy.accept()
    await eventually(() => alice.missed).toBe(1)
    alice.bus.send('m1')
    await eventually(() => alice.texts).toEqual(['m1'])
  })

  test('[BUS5] a bus that cannot be reached, or whose server says nothing, is closed in a second', async ({ skip }) => {
    const way = wayTo(place, skip)
    const alice = await BusNode.at(place())
    const bob = await BusNode.at(place())
    way.proxy.stall()
    alice.bus.send('m1')
    const begun = performance.now()
    await Promise.all([alice.bus.close(), bob.bus.close()])
    expect(performance.now() - begun).toBeLessThan(3_000)
    expect([alice.timers.waiting, bob.timers.waiting]).toEqual([0, 0])
    way.proxy.pass()
    await eventually(() => way.proxy.connections).toBe(0)
  })

  test('[BUS6] a connection that takes nothing any more is noticed and renewed within 10 seconds', async ({ skip }) => {
    await isRenewed(place, wayTo(place, skip), 'up')
  })

  test('[BUS6] a connection that says nothing any more is noticed and renewed within 10 seconds', async ({ skip }) => {
    await isRenewed(place, wayTo(place, skip), 'down')
  })

  test('[BUS6] one whose way is gone is renewed by another way within 10 seconds', async ({ skip }) => {
    await isRenewed(place, wayTo(place, skip), 'stranded')
  })

  test('[BUS1, BUS6] bytes that come slowly and one by one change nothing', async ({ skip }) => {
    const way = wayTo(place, skip)
    way.proxy.slice(3)
    way.proxy.delay(1)
    await using alice = await BusNode.at(place())
    for (const text of ['m1', 'm2 é', 'm3']) alice.bus.send(text)
    await eventually(() => alice.texts.toSorted()).toEqual(['m1', 'm2 é', 'm3'])
    expect(alice.said).toEqual([])
    way.proxy.pass()
  })
}
