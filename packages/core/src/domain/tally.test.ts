import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isIn, isRecipient } from './membership.ts'
import { intersect, ofSeqs, range, type SeqSet, union } from './seq-set.ts'
import { seqSetFrom } from './seq-set-text.ts'
import { recipientState } from './status.ts'
import { type TalliedMessage, type TalliedParticipant, type Tally, tallies } from './tally.ts'

const HIGHEST = 25

const closedSets = fc.array(fc.integer({ min: 1, max: HIGHEST }), { maxLength: 20 }).map(ofSeqs)
const openEnds = fc.integer({ min: 1, max: HIGHEST + 1 }).map((first) => range(first, Number.POSITIVE_INFINITY))
const members = fc
  .tuple(closedSets, fc.option(openEnds, { nil: undefined }))
  .map(([set, end]) => (end === undefined ? set : union(set, end)))

/** Participants as they can be: delivered within the membership, read within delivered. */
const participantsOf = (ordinal: number): fc.Arbitrary<TalliedParticipant> =>
  fc
    .record({ member: members, delivered: closedSets, read: closedSets, sharesReads: fc.boolean() })
    .map(({ member, delivered, read, sharesReads }) => {
      const have = intersect(delivered, member)
      return { ordinal, member, delivered: have, read: intersect(read, have), sharesReads }
    })
const rooms = fc.nat({ max: 6 }).chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => participantsOf(i + 1))))
const screens: fc.Arbitrary<readonly TalliedMessage[]> = fc
  .uniqueArray(
    fc.record({
      seq: fc.integer({ min: 1, max: HIGHEST }),
      sender: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
    }),
    { selector: ({ seq }) => seq },
  )
  .map((messages) => messages.sort((a, b) => a.seq - b.seq))

/** The tally of one message, counted recipient by recipient. */
function counted(participants: readonly TalliedParticipant[], message: TalliedMessage): Tally {
  const audience = participants.filter((participant) => isRecipient(participant, message))
  const states = audience.map((participant) => recipientState(participant, message.seq))
  return {
    audience: audience.length,
    delivered: states.filter((state) => state !== 'pending').length,
    read: states.filter((state) => state === 'read').length,
    hidden: audience.filter((participant, i) => !participant.sharesReads && states[i] !== 'read').length,
  }
}

test('[STA6] [MEM2] tallies of many messages are those that counting one recipient after the other gives', () => {
  fc.assert(
    fc.property(rooms, screens, (participants, messages) => {
      expect(tallies(participants, messages)).toEqual(messages.map((message) => counted(participants, message)))
    }),
    { numRuns: 500 },
  )
})

test('[STA6] tallies of many messages equal those of each taken alone', () => {
  fc.assert(
    fc.property(rooms, screens, (participants, messages) => {
      const alone = messages.flatMap((message) => tallies(participants, [message]))
      expect(tallies(participants, messages)).toEqual(alone)
    }),
  )
})

test('[STA2] read never exceeds delivered, nor delivered the audience', () => {
  fc.assert(
    fc.property(rooms, screens, (participants, messages) => {
      for (const { audience, delivered, read, hidden } of tallies(participants, messages)) {
        expect(read).toBeLessThanOrEqual(delivered)
        expect(delivered).toBeLessThanOrEqual(audience)
        expect(hidden + read).toBeLessThanOrEqual(audience)
      }
    }),
  )
})

describe('who counts', () => {
  const of = (ordinal: number, member: string, read = '', sharesReads = true): TalliedParticipant => {
    const set: SeqSet = seqSetFrom(read)
    return { ordinal, member: seqSetFrom(member), delivered: set, read: set, sharesReads }
  }
  const tallyOf = (participants: readonly TalliedParticipant[], seq: number, sender: number | null = 1) =>
    tallies(participants, [{ seq, sender }])[0]

  test('[MEM2] a late joiner never turns a read message unread', () => {
    const before = [of(1, '1:*'), of(2, '1:*', '1:3')]
    expect(tallyOf([...before, of(3, '4:*')], 3)).toEqual(tallyOf(before, 3))
  })

  test('[MEM2] a leaver neither blocks nor fakes "read by all"', () => {
    const stayed = [of(1, '1:*'), of(2, '1:*', '1:3')]
    const expected = { audience: 1, delivered: 1, read: 1, hidden: 0 }
    expect(tallyOf([...stayed, of(3, '1:3')], 3)).toEqual(expected)
    expect(tallyOf([...stayed, of(3, '1:3', '1:3')], 3)).toEqual(expected)
  })

  test('[MEM2] a sender who left takes nobody else out', () => {
    expect(tallyOf([of(1, '1:3'), of(2, '1:*', '1:3')], 3)).toMatchObject({ audience: 1, read: 1 })
  })

  test('[MEM2] a message of the system is for all', () => {
    expect(tallyOf([of(1, '1:*'), of(2, '1:*', '3')], 3, null)).toMatchObject({ audience: 2, read: 1 })
  })

  test('[STA5] hidden are those who do not share and are not shown as read', () => {
    const room = [of(1, '1:*', '', false), of(2, '1:*', '3', false), of(3, '1:*', '', false), of(4, '1:*', '', true)]
    expect(tallyOf(room, 3)).toEqual({ audience: 3, delivered: 1, read: 1, hidden: 1 })
  })

  test('[STA6] nobody and nothing are no fault', () => {
    expect(tallies([], [])).toEqual([])
    expect(tallies([of(1, '1:*')], [])).toEqual([])
    expect(tallies([], [{ seq: 1, sender: null }])).toEqual([{ audience: 0, delivered: 0, read: 0, hidden: 0 }])
    expect(isIn(of(1, '1:3').member)).toBe(false)
  })
})

test('[STA6] a screenful takes one walk over each participant, not one for each message', () => {
  let walks = 0
  const room = Array.from({ length: 50 }, (_, i) => ({ ...participant(i + 1) }))
  const counting = {
    *[Symbol.iterator]() {
      for (const one of room) {
        walks += 1
        yield one
      }
    },
  }
  tallies(
    counting,
    Array.from({ length: 200 }, (_, i) => ({ seq: i + 1, sender: null })),
  )
  expect(walks).toBe(room.length)
})

const participant = (ordinal: number): TalliedParticipant => ({
  ordinal,
  member: range(1, Number.POSITIVE_INFINITY),
  delivered: range(1, 100),
  read: range(1, 50),
  sharesReads: true,
})
