import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { BusNode } from './bus-node.ts'
import type { Place } from './bus-place.ts'

/** What is carried, and how much of it. */
export function carrying(place: Place): void {
  test('[BUS2] what is carried arrives as it was, up to the last byte', async () => {
    await using alice = await BusNode.at(place())
    const { maxBytes } = alice.bus
    const texts = [
      '',
      ' ',
      'm1',
      '\u0001\u001f\u007f\u0085\u2028\ufeff\uffff',
      '\'"\\$1\r\n\t;--',
      'e\u0301 \u00e9 \u05d0\u0644 \u{1f469}\u200d\u{1f680}',
      '\u{10ffff}'.repeat(Math.floor(maxBytes / 4)),
      'a'.repeat(maxBytes),
      `${'é'.repeat(Math.floor((maxBytes - 1) / 2))}${'b'.repeat(maxBytes - 2 * Math.floor((maxBytes - 1) / 2))}`,
    ]
    for (const text of texts) alice.bus.send(text)
    await eventually(() => alice.texts.length).toBe(texts.length)
    expect(alice.texts.toSorted()).toEqual(texts.toSorted())
    await eventually(() => alice.bus.counts).toMatchObject({ sent: texts.length, dropped: 0 })
  })

  test('[BUS2] what is too long, or holds a NUL or half a pair, is dropped alone', async () => {
    await using alice = await BusNode.at(place())
    const { maxBytes } = alice.bus
    const not = ['a'.repeat(maxBytes + 1), `${'é'.repeat(maxBytes / 2)}é`, 'm\u0000', '\ud800', 'm1\udc00']
    for (const text of ['m1', ...not, 'm2']) alice.bus.send(text)
    await eventually(() => alice.texts).toEqual(['m1', 'm2'])
    await eventually(() => alice.bus.counts).toMatchObject({ sent: 2, dropped: not.length })
  })

  test('[BUS3] ten thousand texts that are sent at once arrive', async () => {
    await using alice = await BusNode.at(place())
    await using bob = await BusNode.at(place())
    const texts = Array.from({ length: 10_000 }, (_, i) => `m${i}`)
    for (const text of texts) alice.bus.send(text)
    await eventually(() => bob.texts.length).toBe(10_000)
    expect(new Set(bob.texts)).toEqual(new Set(texts))
    await eventually(() => alice.bus.counts).toMatchObject({ sent: 10_000, dropped: 0 })
  })

  test.each([
    ['texts', 16_384, (i: number) => `m${i}`],
    ['bytes', Math.floor(4_194_304 / 7_000), (i: number) => `${i}`.padEnd(7_000)],
  ])('[BUS3] beyond the bound of %s that wait the oldest are dropped, and counted', async (_what, bound, textOf) => {
    await using alice = await BusNode.at(place())
    const count = bound + 1_000
    for (let i = 0; i < count; i += 1) alice.bus.send(textOf(i))
    await eventually(() => alice.texts.length).toBe(bound)
    expect(alice.texts.map((text) => Number.parseInt(text.replace('m', ''), 10)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: bound }, (_, i) => i + 1_000),
    )
    expect(alice.bus.counts.dropped).toBe(1_000)
  })
}
