import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { markedUnread, NO_RECEIPTS } from './receipts.ts'
import { has, intersect, isSubset, ofSeqs, range, union } from './seq-set.ts'
import { formatSeqSet, seqSetFrom } from './seq-set-text.ts'
import { unreadSeqs } from './unread.ts'

const unread = (member: string, read: string, reopened: string, head: number): string =>
  formatSeqSet(unreadSeqs({ member: seqSetFrom(member), read: seqSetFrom(read), reopened: seqSetFrom(reopened) }, head))

test.each([
  ['nothing in an empty conversation', '1:*', '', '', 0, ''],
  ['all of a conversation of one', '1:*', '', '', 1, '1'],
  ['what follows the last that was read', '1:*', '1:4', '', 9, '5:9'],
  ['the rest, when the last was read and others not', '1:*', '9', '', 9, '1:8'],
  ['nothing beyond the head', '1:*', '1:9', '', 9, ''],
  ['nothing from before joining', '5:*', '', '', 9, '5:9'],
  ['nothing of a time away', '1:3,8:*', '', '', 9, '1:3,8:9'],
])('[UNR1] unread is %s', (_what, member, read, reopened, head, seqs) => {
  expect(unread(member, read, reopened, head)).toBe(seqs)
})

describe('[UNR3] reopened', () => {
  test('[UNR3] counts as unread beside what never was read', () => {
    expect(unread('1:*', '1:6', '3:4', 9)).toBe('3:4,7:9')
  })

  test('[UNR1] [UNR3] unread is what a plain set of the rule’s words holds', () => {
    const sets = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 15 }).map(ofSeqs)
    fc.assert(
      fc.property(sets, sets, fc.nat({ max: 20 }), fc.integer({ min: 1, max: 20 }), (member, marks, head, from) => {
        const read = intersect(intersect(marks, member), range(1, head))
        const { reopened } = markedUnread({ ...NO_RECEIPTS, read }, from)
        const seqs = unreadSeqs({ member, read, reopened }, head)
        for (let seq = 1; seq <= 21; seq += 1) {
          const isOpen = !has(read, seq) || seq >= from
          expect(has(seqs, seq)).toBe(seq <= head && has(member, seq) && isOpen)
        }
        expect(isSubset(seqs, union(member, reopened))).toBe(true)
      }),
    )
  })
})
