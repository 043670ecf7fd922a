import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { BusNode } from './bus-node.ts'
import type { Place } from './bus-place.ts'

/** What an end leaves behind. */
export function ending(place: Place): void {
  test('[BUS5] what was sent before the close arrives, and nothing is heard after it', async () => {
    await using alice = await BusNode.at(place())
    const bob = await BusNode.at(place())
    bob.bus.send('m1')
    bob.bus.send('m2')
    const closed = bob.bus.close()
    bob.bus.send('m3')
    await closed
    await eventually(() => alice.texts).toEqual(['m1', 'm2'])
    alice.bus.send('m4')
    await eventually(() => alice.texts).toEqual(['m1', 'm2', 'm4'])
    expect(bob.texts).toEqual([])
    expect(bob.bus.counts.dropped).toBe(1)
    await bob.bus.close()
  })

  test('[BUS5] with its close no timer and no socket stays', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((kind) => /TCP(Socket|Connect)Wrap/.test(kind)).length
    await eventually(sockets).toBe(0)
    const alice = await BusNode.at(place())
    alice.bus.send('m1')
    await eventually(() => alice.texts).toEqual(['m1'])
    await alice.bus.close()
    expect(alice.timers.waiting).toBe(0)
    await eventually(sockets).toBe(0)
  })
}
