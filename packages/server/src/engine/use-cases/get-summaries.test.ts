import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Chat, codeOf, openChat } from '../../../testing/chat.ts'

const screen = (chat: Chat, more: object) => chat.tallymark.getSummaries({ conversationId: 'c1', ...more })

test('[STA6] summaries of a screenful equal the status of each message taken alone', async () => {
  const people = ['alice', 'bob', 'carol', 'dave'] as const
  const steps = fc.array(
    fc.record({
      who: fc.constantFrom(...people),
      act: fc.constantFrom('post', 'read', 'deliver', 'leave', 'join', 'private') as fc.Arbitrary<string>,
      at: fc.nat({ max: 9 }),
    }),
    { minLength: 5, maxLength: 25 },
  )
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      await using chat = await openChat(people)
      await chat.post(null, 2)
      for (const { who, act, at } of history) await codeOf(perform(chat, who, act, `m${at}`))
      const { head } = await chat.tallymark.getConversation({ conversationId: 'c1' })
      const messageIds = Array.from({ length: head }, (_, i) => `m${head - i}`)
      const { summaries } = await screen(chat, { messageIds })
      for (const [i, summary] of summaries.entries()) {
        const {
          conversationId: _c,
          senderId: _s,
          recipientStatuses: _r,
          nextCursor: _n,
          version: _v,
          ...alone
        } = await chat.status(messageIds[i] as string)
        expect(summary).toEqual(alone)
      }
    }),
    { numRuns: 25 },
  )
})

function perform(chat: Chat, who: string, act: string, messageId: string): Promise<unknown> {
  if (act === 'post') return chat.post(who)
  if (act === 'deliver') return chat.deliver(who, { messageId })
  if (act === 'leave') return chat.leave(who)
  if (act === 'join') return chat.join(who)
  return chat.read(who, { upToMessageId: messageId, private: act === 'private' })
}

test('[STA6] each message is reported: its summary or its refusal, in the order asked', async () => {
  await using chat = await openChat(['alice', 'bob'])
  await chat.post('alice', 3)
  await chat.remove('m2')
  await chat.join('dave', { fromMessageId: 'm2' })
  const { summaries } = await screen(chat, { messageIds: ['m3', 'm9', 'm1', 'm2'], viewerId: 'dave' })
  expect(summaries.map((one) => ('refused' in one ? [one.messageId, one.refused] : [one.messageId, one.seq]))).toEqual([
    ['m3', 3],
    ['m9', 'unknown_message'],
    ['m1', 'outside_membership'],
    ['m2', 'message_deleted'],
  ])
})

test('[STA6] from one message to another is in order of seq, both included', async () => {
  await using chat = await openChat()
  await chat.post('alice', 5)
  const { summaries } = await screen(chat, { fromMessageId: 'm2', toMessageId: 'm4' })
  expect(summaries.map(({ messageId }) => messageId)).toEqual(['m2', 'm3', 'm4'])
  expect(await codeOf(screen(chat, { fromMessageId: 'm2', toMessageId: 'm9' }))).toBe('unknown_message')
})

test('[PRV5] who sees only what it sent itself is told so message by message', async () => {
  await using chat = await openChat(['alice', 'bob'], { visibility: 'sender' })
  await chat.post('alice')
  await chat.post('bob')
  const { summaries } = await screen(chat, { messageIds: ['m1', 'm2'], viewerId: 'bob' })
  expect(summaries).toMatchObject([{ refused: 'hidden' }, { seq: 2, totalRecipients: 1 }])
})

test('[STA5] who is not in sees no screenful', async () => {
  await using chat = await openChat()
  await chat.post('alice')
  await chat.leave('carol')
  expect(await codeOf(screen(chat, { messageIds: ['m1'], viewerId: 'mallory' }))).toBe('not_a_participant')
  expect(await codeOf(screen(chat, { messageIds: ['m1'], viewerId: 'carol' }))).toBe('left_conversation')
})
