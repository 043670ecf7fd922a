import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import { describe, expect, test } from 'vitest'
import { type FeedChat, openFeedChat } from '../../testing/feed-chat.ts'
import { HeldPicture } from '../../testing/held-picture.ts'
import { type Chance, chanceOf } from '../../testing/histories/chance.ts'
import { heldBy, IN, runScript } from '../../testing/viewing-script.ts'
import type { CommitListener } from '../engine/ports/commit-listener.ts'

/** The interval of the comparison, and the windows of time after it. */
const FOUND_MS = 2_000 + 350
const SHOWN_MS = 350

/** How notices of commits are lost, doubled, delayed and come in another order. */
const LOSSY = { lost: 0.4, doubled: 0.1, delayed: 0.3 }

function relayOf(chance: Chance) {
  const late: Parameters<CommitListener>[0][] = []
  return (deliver: CommitListener): CommitListener =>
    (changes) => {
      const isLost = chance.hits(LOSSY.lost)
      if (!isLost && chance.hits(LOSSY.delayed)) late.unshift(changes)
      else if (!isLost) deliver(changes)
      if (!isLost && chance.hits(LOSSY.doubled)) deliver(changes)
      if (chance.hits(0.3)) for (const one of late.splice(0)) deliver(one)
    }
}

describe('whatever is seen through frames is what a fresh snapshot says', () => {
  test.each(Array.from({ length: 10 }, (_, i) => 1 + i))('[FED1, FED8, FED13] script %i', async (seed) => {
    await using chat = await openFeedChat(IN)
    await runScript(chat, chanceOf(seed), SHOWN_MS)
  })

  test.each(Array.from({ length: 10 }, (_, i) => 101 + i))(
    '[FED1, FED13] script %i, though notices are lost, late, doubled and out of order',
    async (seed) => {
      const chance = chanceOf(seed)
      await using chat = await openFeedChat(IN, { relay: relayOf(chance) })
      await runScript(chat, chance, FOUND_MS)
    },
  )

  test.each(Array.from({ length: 4 }, (_, i) => 201 + i))(
    '[FED1] script %i, though no notice comes at all',
    async (seed) => {
      await using chat = await openFeedChat(IN, { relay: () => () => undefined })
      await runScript(chat, chanceOf(seed), FOUND_MS)
    },
  )

  test.each(Array.from({ length: 6 }, (_, i) => 301 + i))(
    '[FED1, FED6] script %i, around the size up to which there are names',
    async (seed) => {
      await using chat = await openFeedChat(IN, { limits: { namesUpTo: 3 + (seed % 3) } })
      await runScript(chat, chanceOf(seed), SHOWN_MS, 'watch')
    },
  )
})

describe('what is too much for the memory is given up and loaded again', () => {
  test.each(Array.from({ length: 5 }, (_, i) => 401 + i))('[FED1, FED11] script %i', async (seed) => {
    const chance = chanceOf(seed)
    const relay = seed % 2 === 0 ? relayOf(chance) : undefined
    await using chat = await openFeedChat(IN, { replicaBytes: 1, ...(relay && { relay }) })
    const stop = await crowdOut(chat)
    await runScript(chat, chance, FOUND_MS)
    stop()
  })
})

/** Watches another conversation that moves all the time, so that `c1` is given up again and again. */
async function crowdOut(chat: FeedChat): Promise<() => void> {
  const c2 = { conversationId: 'c2' as ConversationId }
  await chat.engine.createConversation({ ...c2, participants: ['zoe' as UserId] })
  const device = await chat.connect('zoe')
  device.say({ type: 'watch', conversationId: 'c2' })
  let n = 0
  const again = (): { cancel(): void } =>
    chat.time.after(90, () => {
      n += 1
      void chat.engine.post({ ...c2, messageId: `n${n}` as MessageId })
      device.say({ type: n % 2 === 0 ? 'watch' : 'unwatch', conversationId: 'c2' })
      timer = again()
    })
  let timer = again()
  return () => timer.cancel()
}

test.each([true, false])(
  '[FED1, PRV6] whose messages an erased user’s were is told to nobody any more, though it had left: %s',
  async (hadLeft) => {
    await using chat = await openFeedChat(IN)
    const alice = await chat.watch('alice', { from: 1 })
    await chat.post('bob', 2)
    await chat.post('carol')
    if (hadLeft) await chat.leave('bob')
    await chat.time.pass(100)
    await chat.engine.eraseUser({ userId: 'bob' as UserId })
    await chat.time.pass(100)
    expect(HeldPicture.of(alice.frames).picture.messages.map(({ senderId }) => senderId)).toEqual([null, null, 'carol'])
    expect(heldBy(alice)).toEqual(heldBy(await chat.fresh('alice', { from: 1 })))
  },
)
