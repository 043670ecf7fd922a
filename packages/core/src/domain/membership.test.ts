import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isIn, isRecipient, joined, left, upTo } from './membership.ts'
import { EMPTY, has, type SeqSet } from './seq-set.ts'
import { formatSeqSet, seqSetFrom } from './seq-set-text.ts'

describe('[MEM1] joining and leaving', () => {
  test.each([
    ['joins an empty conversation', '', 1, '1:*'],
    ['joins at the next message', '', 8, '8:*'],
    ['joins again after some were missed', '1:5', 9, '1:5,9:*'],
    ['joins again where it left', '1:5', 6, '1:*'],
    ['joins while in', '3:*', 9, '3:*'],
    ['widens the visible history', '8:*', 1, '1:*'],
    ['widens over an earlier stay', '1:3,8:*', 2, '1:*'],
  ])('[MEM1] %s', (_what, member, from, after) => {
    expect(formatSeqSet(joined(seqSetFrom(member), from))).toBe(after)
  })

  test.each([
    ['closes the range at the head', '3:*', 7, '3:7'],
    ['of a conversation of one message', '1:*', 1, '1'],
    ['before any message', '1:*', 0, ''],
    ['before any message since it joined', '8:*', 7, ''],
    ['keeps earlier stays', '1:3,8:*', 9, '1:3,8:9'],
  ])('[MEM1] leaving %s', (_what, member, head, after) => {
    const closed = left(seqSetFrom(member), head)
    expect(formatSeqSet(closed)).toBe(after)
    expect(isIn(closed)).toBe(false)
  })

  test('[MEM1] any history of joining and leaving keeps what a set of seqs keeps', () => {
    const steps = fc.array(fc.record({ posts: fc.nat({ max: 4 }), isJoin: fc.boolean(), back: fc.nat({ max: 3 }) }), {
      maxLength: 20,
    })
    fc.assert(fc.property(steps, walkThrough))
  })
})

/** Walks through a history with the set beside a plain set of the seqs it should hold. */
function walkThrough(steps: readonly { posts: number; isJoin: boolean; back: number }[]): void {
  let member: SeqSet = EMPTY
  let isInNow = false
  let head = 0
  const seqs = new Set<number>()
  for (const { posts, isJoin, back } of steps) {
    for (let i = 0; i < posts; i += 1) {
      head += 1
      if (isInNow) seqs.add(head)
    }
    isInNow = isJoin
    const from = Math.max(1, head + 1 - back)
    member = isJoin ? joined(member, from) : left(member, head)
    if (isJoin) for (let seq = from; seq <= head; seq += 1) seqs.add(seq)
    expect(isIn(member)).toBe(isInNow)
    expect(has(member, head + 1)).toBe(isInNow)
    for (let seq = 1; seq <= head; seq += 1) expect(has(member, seq)).toBe(seqs.has(seq))
  }
}

describe('[MEM2] the audience of a message', () => {
  const of = (member: string, ordinal: number, seq: number, sender: number | null): boolean =>
    isRecipient({ ordinal, member: seqSetFrom(member) }, { seq, sender })

  test.each([
    ['who is in and was at its seq', '1:*', 2, 1, true],
    ['not its sender', '1:*', 1, 1, false],
    ['all, for a message of the system', '1:*', 1, null, true],
    ['not who joined after it', '6:*', 2, 1, false],
    ['who joined with it', '5:*', 2, 1, true],
    ['not who has left since', '1:5', 2, 1, false],
    ['not who was away then', '1:4,6:*', 2, 1, false],
    ['who came back and was there then', '1:5,9:*', 2, 1, true],
  ])('[MEM2] is %s', (_who, member, ordinal, sender, expected) => {
    expect(of(member, ordinal, 5, sender)).toBe(expected)
  })
})

describe('[MEM3] an "up to" mark', () => {
  test.each([
    ['covers all before it', '1:*', 5, '1:5'],
    ['leaves out what came before joining', '3:*', 5, '3:5'],
    ['leaves out what was missed in between', '1:2,5:*', 6, '1:2,5:6'],
    ['covers nothing before one joined', '8:*', 5, ''],
    ['covers nothing at seq 0', '1:*', 0, ''],
  ])('[MEM3] %s', (_what, member, seq, covered) => {
    expect(formatSeqSet(upTo(seqSetFrom(member), seq))).toBe(covered)
  })
})
