import { isRefusal, type MessageId, type UserId } from '@tallymark/core'
import { expect, test } from 'vitest'
import { aroundStore } from '../../../testing/around-store.ts'
import { randomAct } from '../../../testing/feed-script.ts'
import { chanceOf } from '../../../testing/histories/chance.ts'
import { cid, mid, seqs, uid } from '../../../testing/store-contract/sample-rows.ts'
import { openStore } from '../../storage/open-store.ts'
import { createEngine, DEFAULT_LIMITS, type Engine } from '../engine.ts'

const c1 = cid('c1')
const IN = ['alice', 'bob', 'carol', 'dave'] as UserId[]
const OUT = ['erin', 'nobody'] as UserId[]

/** An engine that keeps c1 in memory, another on the same store that does not, and how often the first asks the store. */
async function opened(posts: number) {
  const store = await openStore(':memory:')
  const asked = new Map<string, number>()
  const counted = aroundStore(store, ({ call, run }) => {
    asked.set(call, (asked.get(call) ?? 0) + 1)
    return run()
  })
  const options = { ...DEFAULT_LIMITS, onFault: () => undefined }
  const watched = createEngine(counted, { now: () => Date.UTC(2026, 0, 1) }, options)
  const plain = createEngine(store, { now: () => Date.UTC(2026, 0, 1) }, options)
  await watched.createConversation({ conversationId: c1, participants: IN })
  for (let seq = 1; seq <= posts; seq += 1)
    await watched.post({ conversationId: c1, messageId: mid(`m${seq}`), senderId: uid('alice') })
  await watched.live().replicas.get(c1)
  return { store, watched, plain, asked, [Symbol.asyncDispose]: () => store.close() }
}

/** Asks both for every message, for every viewer, in several pages; the first of them twice, so that it may answer from what it told. */
async function expectTheSame(watched: Engine, plain: Engine): Promise<void> {
  const conversation = await plain.getConversation({ conversationId: c1 })
  const head = isRefusal(conversation) ? 0 : conversation.head
  for (let seq = Math.max(1, head - 3); seq <= head + 1; seq += 1)
    for (const viewerId of [undefined, ...IN, ...OUT])
      for (const more of [{}, { limit: 2 }, { filter: 'read', limit: 1 }, { filter: 'pending' }] as const) {
        const asked = { conversationId: c1, messageId: `m${seq}` as MessageId, viewerId, ...more }
        const expected = await plain.getMessageStatus(asked)
        expect(await watched.getMessageStatus(asked)).toEqual(expected)
        expect(await watched.getMessageStatus(asked)).toEqual(expected)
      }
}

test.each(Array.from({ length: 8 }, (_, i) => 1 + i))(
  '[STA5] [FED11] the status of a message is the same whether its conversation is in memory or not: script %i',
  { timeout: 30_000 },
  async (seed) => {
    await using both = await opened(2)
    const chance = chanceOf(seed)
    for (let i = 0; i < 40; i += 1) {
      // A removal is followed by a question about what was just told.
      await randomAct(chance, [...IN, 'erin'], { remove: 10, profile: 8 })(both.watched)
      await both.watched.live().replicas.get(c1)
      if (i % 2 === 1) await expectTheSame(both.watched, both.plain)
    }
  },
)

test('[STA5] what another process has written is seen though no notice of it came', async () => {
  await using both = await opened(1)
  const ask = (engine: Engine) => engine.getMessageStatus({ conversationId: c1, messageId: mid('m1') })
  await ask(both.watched)
  await both.plain.markRead({ conversationId: c1, recipientId: uid('bob'), seqs: seqs('1') })
  expect(await ask(both.watched)).toMatchObject({ readCount: 1 })
  expect(await ask(both.watched)).toEqual(await ask(both.plain))
  await both.plain.deleteMessage({ conversationId: c1, messageId: mid('m1') })
  expect(await ask(both.watched)).toMatchObject({ refused: 'message_deleted' })
})

test('[FED11] of a conversation in memory only the version is asked of the store once more is known', async () => {
  await using both = await opened(1)
  const ask = () =>
    both.watched.getMessageStatus({ conversationId: c1, messageId: mid('m1'), viewerId: uid('bob'), limit: 2 })
  await ask()
  both.asked.clear()
  await ask()
  expect(Object.fromEntries(both.asked)).toEqual({ find: 1 })
})

test('[STA5] what is answered is the caller’s: changing it changes no later answer', async () => {
  await using both = await opened(1)
  await both.watched.markRead({ conversationId: c1, recipientId: uid('bob'), seqs: seqs('1') })
  const ask = () => both.watched.getMessageStatus({ conversationId: c1, messageId: mid('m1') })
  const before = await ask()
  const spoiled = await ask()
  if (isRefusal(spoiled)) throw new Error('it was refused')
  for (const recipient of spoiled.recipientStatuses ?? []) {
    recipient.readAt?.setTime(0)
    Object.assign(recipient, { userName: 'Mallory' })
  }
  expect(await ask()).toEqual(before)
})
