import { describe, expect, test } from 'vitest'
import { marksTold } from './marks-told.ts'

const frame = (type: string, ...tallies: (readonly number[])[]) => ({ type, conversationId: 'c1', tallies })

/** How many marks each of some frames tells of. */
function told(...frames: ReturnType<typeof frame>[]): readonly number[] {
  const count = marksTold()
  return frames.map(count)
}

describe('of how many marks a client is told', () => {
  test('the whole picture and a new message tell of none', () => {
    expect(told(frame('snapshot', [1, 2, 1, 0, 0]), frame('change', [2, 2, 0, 0, 0]))).toEqual([0, 0])
  })

  test('each rise of a count is a mark', () => {
    expect(
      told(frame('snapshot', [1, 9, 1, 0, 0]), frame('change', [1, 9, 4, 0, 0]), frame('change', [1, 9, 4, 2, 0])),
    ).toEqual([0, 3, 2])
  })

  test('a read that delivers too is one', () => {
    expect(told(frame('snapshot', [1, 500, 0, 0, 0]), frame('change', [1, 500, 500, 500, 0]))).toEqual([0, 500])
  })

  test('one that covers many messages is one', () => {
    const [before, after] = [[1, 2, 3].map((seq) => [seq, 2, 2, 0, 0]), [1, 2, 3].map((seq) => [seq, 2, 2, 1, 0])]
    expect(told(frame('snapshot', ...before), frame('change', ...after))).toEqual([0, 1])
  })

  test('somebody who leaves takes no mark back', () => {
    expect(
      told(frame('snapshot', [1, 3, 3, 2, 0]), frame('change', [1, 2, 2, 1, 0]), frame('change', [1, 2, 2, 2, 0])),
    ).toEqual([0, 0, 1])
  })

  test('what moved while the connection was away is none', () => {
    const frames = [frame('snapshot', [1, 9, 1, 0, 0]), frame('welcome'), frame('change', [1, 9, 8, 8, 0])]
    expect(told(...frames, frame('change', [1, 9, 9, 9, 0]))).toEqual([0, 0, 0, 1])
  })

  test('conversations are counted apart, and what is not watched not at all', () => {
    const elsewhere = { type: 'change', conversationId: 'c2', tallies: [[1, 9, 9, 9, 0]] }
    expect(told(frame('snapshot', [1, 9, 1, 0, 0]), elsewhere, frame('change', [1, 9, 2, 0, 0]))).toEqual([0, 0, 1])
  })
})
