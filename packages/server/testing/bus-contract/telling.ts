import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { BusNode } from './bus-node.ts'
import type { Place } from './bus-place.ts'

/** Who hears what, and when. */
export function telling(place: Place): void {
  test('[BUS1] every node hears what one sends, itself too; another installation hears nothing', async () => {
    await using alice = await BusNode.at(place())
    await using bob = await BusNode.at(place())
    await using other = await BusNode.at(place(), 'receipts2')
    alice.bus.send('m1')
    other.bus.send('m2')
    await eventually(() => [alice.texts, bob.texts, other.texts]).toEqual([['m1'], ['m1'], ['m2']])
    bob.bus.send('m3')
    await eventually(() => [alice.texts, bob.texts]).toEqual([
      ['m1', 'm3'],
      ['m1', 'm3'],
    ])
    expect(other.texts).toEqual(['m2'])
    await eventually(() => [alice.bus.counts, bob.bus.counts]).toEqual([
      { sent: 1, heard: 2, dropped: 0, reconnects: 0 },
      { sent: 1, heard: 2, dropped: 0, reconnects: 0 },
    ])
  })

  test('[BUS1] who ends its listening hears nothing more, and others do', async () => {
    await using alice = await BusNode.at(place())
    const heard: string[] = []
    const end = alice.bus.listen({ heard: (text) => heard.push(text), mayHaveMissed: () => {} })
    alice.bus.send('m1')
    await eventually(() => heard).toEqual(['m1'])
    end()
    alice.bus.send('m2')
    await eventually(() => alice.texts).toEqual(['m1', 'm2'])
    expect(heard).toEqual(['m1'])
  })

  test('[BUS4] nobody is told before the turn in which it was sent is over', async () => {
    await using alice = await BusNode.at(place())
    let depth = 0
    let deepest = 0
    alice.bus.listen({
      heard(text) {
        depth += 1
        deepest = Math.max(deepest, depth)
        if (text.length < 4) alice.bus.send(`${text}m`)
        depth -= 1
      },
      mayHaveMissed: () => {},
    })
    alice.bus.send('m')
    expect(alice.texts).toEqual([])
    await Promise.resolve()
    expect(alice.texts).toEqual([])
    await eventually(() => alice.texts).toEqual(['m', 'mm', 'mmm', 'mmmm'])
    expect(deepest).toBe(1)
  })

  test('[BUS4] a listener that throws is reported, and stops nobody', async () => {
    await using alice = await BusNode.at(place())
    const fault = new Error('a fault of the test')
    const throwing = () => {
      throw fault
    }
    alice.bus.listen({ heard: throwing, mayHaveMissed: throwing })
    const heard: string[] = []
    alice.bus.listen({ heard: (text) => heard.push(text), mayHaveMissed: () => {} })
    alice.bus.send('m1')
    alice.bus.send('m2')
    await eventually(() => heard).toEqual(['m1', 'm2'])
    expect(alice.threw).toEqual([fault, fault])
  })
}
