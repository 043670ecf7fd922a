import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { uid } from '../../../testing/store-contract/sample-rows.ts'
import type { ConversationNotice, Notice } from './notice.ts'
import { heardIn, noticeTexts, presenceText } from './notice-text.ts'

const NOTHING: Notice = { conversations: [], isRemoval: false }
const MAX_BYTES = 7_900

const conversation = (of: Partial<ConversationNotice> = {}): ConversationNotice => ({
  ...{ key: 1, version: 2, headBefore: null, ordinals: [1], cameIn: [] },
  ...of,
})

const heard = (notice: Notice, maxBytes = MAX_BYTES): readonly ConversationNotice[] =>
  noticeTexts('a', notice, maxBytes).flatMap((text) => heardIn(text)?.conversations ?? [])

describe('the texts of a notice', () => {
  test('[NOD2] say what it says', () => {
    const conversations = [
      conversation({ headBefore: 0, ordinals: [3, 900_719_925], cameIn: [uid('bob'), uid('“ünï" 😀')] }),
      conversation({ key: 2, version: 0, ordinals: null }),
    ]
    expect(heard({ ...NOTHING, conversations })).toEqual(conversations)
    const texts = noticeTexts('a', { conversations, isRemoval: true }, MAX_BYTES).map(heardIn)
    expect(texts).toMatchObject([
      { conversations: [], isRemoval: true },
      { conversations, isRemoval: false },
    ])
    expect(noticeTexts('a', NOTHING, MAX_BYTES)).toEqual([])
  })

  test('[NOD2] are as few as fit: a commit of 256 marks in as many conversations is one', () => {
    const conversations = Array.from({ length: 256 }, (_, i) => conversation({ key: 100_000 + i, version: 1_000 + i }))
    expect(noticeTexts('a', { ...NOTHING, conversations }, MAX_BYTES)).toHaveLength(1)
  })

  test('[NOD2] are none longer than the bus carries, whatever is in them', () => {
    const one = fc.record({
      key: fc.nat(),
      version: fc.nat(),
      headBefore: fc.option(fc.nat()),
      ordinals: fc.option(fc.array(fc.nat(), { maxLength: 300 })),
      cameIn: fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 128 }).map(uid), { maxLength: 5 }),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (conversations) => {
        const texts = noticeTexts('a', { ...NOTHING, conversations }, 1_000)
        for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_000)
        const told = texts.flatMap((text) => heardIn(text)?.conversations ?? [])
        expect(told.map(({ key, version, headBefore }) => [key, version, headBefore])).toEqual(
          conversations.map(({ key, version, headBefore }) => [key, version, headBefore]),
        )
        // One that names too many names nobody, which is to say that it may be anybody.
        for (const [i, { ordinals }] of told.entries())
          expect([null, conversations[i]?.ordinals]).toContainEqual(ordinals)
      }),
    )
  })

  test('[NOD4] say that a node is there, and for how long to believe it', () => {
    expect(heardIn(presenceText('a', 7_000))).toMatchObject({ node: 'a', againMs: 7_000, conversations: [] })
  })

  test('[NOD3] that are none of ours are nothing', () => {
    const valid = noticeTexts('a', { ...NOTHING, conversations: [conversation()] }, MAX_BYTES)[0] as string
    const none = [
      '',
      'null',
      '[]',
      '{}',
      '{"node":1}',
      '{"node":"a","of":[[1]]}',
      '{"node":"a","of":[[1,-2,null,null,[]]]}',
    ]
    for (const text of [...none, valid.slice(0, -1), valid.replace('[1]', '[1.5]')])
      expect(heardIn(text)).toBeUndefined()
    fc.assert(fc.property(fc.string(), (text) => void heardIn(text)))
  })
})
