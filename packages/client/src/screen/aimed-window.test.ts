import { describe, expect, test } from 'vitest'
import { aimedWindow } from './aimed-window.ts'

const seqs = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** What the server watches after a window was asked for. */
const watched = (
  head: number,
  { from = Math.max(1, head - 49), to }: { from?: number | undefined; to?: number | undefined } = {},
) => ({
  from,
  to: to ?? null,
  head,
})

describe('the window that a screen needs', () => {
  test.each([
    ['at the newest one stays as it is', seqs(985, 1_000), watched(1_000), undefined],
    ['a little back holds more, and what comes', seqs(960, 980), watched(1_000), { from: 850 }],
    ['far back holds as much on both sides', seqs(490, 510), watched(1_000), { from: 400, to: 599 }],
    ['at the very first one begins there', seqs(1, 12), watched(1_000), { from: 1, to: 200 }],
    ['within what is watched stays as it is', seqs(490, 510), watched(1_000, { from: 400, to: 599 }), undefined],
    [
      'near the edge of what is watched moves',
      seqs(401, 420),
      watched(1_000, { from: 400, to: 599 }),
      { from: 311, to: 510 },
    ],
    ['of a short conversation is all of it', seqs(1, 20), watched(60), { from: 1 }],
    ['goes by most of it, whatever is pinned', [3, ...seqs(490, 510)], watched(1_000), { from: 400, to: 599 }],
  ])('[SCR1] %s', (_, onScreen, now, expected) => {
    expect(aimedWindow(onScreen, now)).toEqual(expected)
  })

  test('[SCR1] holds at most 200, and once it has come there it does not move again', () => {
    for (const head of [1, 49, 50, 51, 199, 200, 201, 225, 1_000])
      for (let first = 1; first <= head; first += 7)
        for (const length of [1, 20, 60, 300]) {
          const onScreen = seqs(first, Math.min(head, first + length - 1))
          const window = aimedWindow(onScreen, watched(head))
          if (!window) continue
          const { from = 1, to = head } = window
          expect(to - from, `${first} and ${length} of ${head}`).toBeLessThan(200)
          expect(aimedWindow(onScreen, watched(head, window)), `${first} and ${length} of ${head}`).toBeUndefined()
        }
  })
})
