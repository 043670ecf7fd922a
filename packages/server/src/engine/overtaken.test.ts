import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import { expect, onTestFinished, test } from 'vitest'
import { aroundStore } from '../../testing/around-store.ts'
import { PostgresServer } from '../../testing/postgres-server.ts'
import { openStore } from '../storage/open-store.ts'
import { createEngine, DEFAULT_LIMITS, type Engine } from './engine.ts'
import type { Store } from './ports/store.ts'

const conversationId = 'c1' as ConversationId
const [alice, bob, carol] = ['alice', 'bob', 'carol'] as UserId[] as [UserId, UserId, UserId]
const m = (n: number): MessageId => `m${n}` as MessageId

const PLACES = {
  'in PostgreSQL': async (): Promise<string> => {
    const server = await PostgresServer.start({ durable: true })
    onTestFinished(() => server[Symbol.asyncDispose]())
    return server.url
  },
  'in a file': async (): Promise<string> => {
    const folder = mkdtempSync(join(tmpdir(), 'tallymark-overtaken-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return `file:${join(folder, 'chat.db')}`
  },
}

async function engineOn(database: string, around = (store: Store) => store): Promise<Engine> {
  const store = await openStore(database)
  const engine = createEngine(around(store), { now: () => 1_000 }, { ...DEFAULT_LIMITS, onFault: console.error })
  onTestFinished(async () => {
    await engine.stop()
    await store.close()
  })
  return engine
}

for (const [where, newPlace] of Object.entries(PLACES))
  test(`[NOD5] [VER3] rows ${where} that another node has written after a commit under way are not taken for older ones`, async () => {
    const database = await newPlace()
    const late = Promise.withResolvers<void>()
    let begins = Number.NEGATIVE_INFINITY
    let second: Promise<unknown> = Promise.resolve()
    const one = await engineOn(database, (store) =>
      aroundStore(store, async ({ call, run }) => {
        if (call !== 'begin') return run()
        begins += 1
        // It comes while the first is being decided, so that its rows are loaded with the first one's commit under way.
        if (begins === 1) second = one.markRead({ conversationId, recipientId: bob, messageId: m(3) })
        // A user is looked up too, for which a file is asked anew.
        if (begins === 1) void one.join({ conversationId, userId: carol, history: 'none' })
        if (begins === 2) await late.promise
        return run()
      }),
    )
    const other = await engineOn(database)
    await one.createConversation({ conversationId, participants: [alice, bob] })
    for (const n of [1, 2, 3]) await one.post({ conversationId, messageId: m(n), senderId: alice })
    begins = 0
    const first = await one.markRead({ conversationId, recipientId: bob, messageId: m(1) })
    expect(first).toMatchObject({ read: '1', version: 5 })
    const between = await other.markRead({ conversationId, recipientId: bob, messageId: m(2) })
    expect(between).toMatchObject({ read: '1:2', version: 6 })
    late.resolve()
    expect(await second).toMatchObject({ read: '1:3', version: 7 })
    expect(await other.getParticipant({ conversationId, userId: bob })).toMatchObject({ read: '1:3', version: 7 })
  })

const CHANGES = {
  'a mark is not taken back': async (other: Engine) => {
    await other.markRead({ conversationId, recipientId: bob, messageId: m(3) })
    return { read: '1,3' }
  },
  'a conversation that is no more is unknown': async (other: Engine) => {
    await other.removeConversation({ conversationId })
    return { refused: 'unknown_conversation' }
  },
  'nobody is marked for who came in another’s place': async (other: Engine) => {
    await Promise.all([
      other.removeConversation({ conversationId }),
      other.createConversation({ conversationId, participants: ['zoe', 'yan'] as UserId[] }),
    ])
    return { refused: 'not_a_participant' }
  },
}

for (const [where, newPlace] of Object.entries(PLACES))
  for (const [what, change] of Object.entries(CHANGES))
    test(`[NOD5] [STO7] what a commit under way makes ${where} another node changes before the next one comes: ${what}`, async () => {
      const database = await newPlace()
      let commits = Number.NEGATIVE_INFINITY
      let expected: object = {}
      const one = await engineOn(database, (store) =>
        aroundStore(store, async ({ call, run }) => {
          if (call === 'commit') commits += 1
          if (call === 'commit' && commits === 2) expected = await change(other)
          return run()
        }),
      )
      const other = await engineOn(database)
      await other.createConversation({ conversationId: 'c0' as ConversationId })
      commits = 0
      const made = [
        one.createConversation({ conversationId, participants: [alice, bob] }),
        ...[1, 2, 3].map((n) => one.post({ conversationId, messageId: m(n), senderId: alice })),
      ]
      // The first batch is on its way when the mark comes.
      for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      const marked = await one.markRead({ conversationId, recipientId: bob, messageId: m(1) })
      await Promise.all(made)
      expect(marked).toMatchObject(expected)
      const stored = await other.getParticipant({ conversationId, userId: bob })
      expect(stored).toMatchObject('read' in expected ? expected : { refused: expect.anything() })
      expect(await other.getParticipant({ conversationId, userId: 'yan' as UserId })).not.toMatchObject({ read: '1' })
    })
