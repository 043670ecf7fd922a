import { type ConversationId, isRefusal, type UserId } from '@tallymark/core'
import { afterEach, describe, expect, test } from 'vitest'
import { aroundStore, type StoreCall } from '../../../testing/around-store.ts'
import { randomAct } from '../../../testing/feed-script.ts'
import { chanceOf } from '../../../testing/histories/chance.ts'
import { cid, mid, seqs, uid } from '../../../testing/store-contract/sample-rows.ts'
import { openStore } from '../../storage/open-store.ts'
import { createEngine, DEFAULT_LIMITS, type Engine, type EngineOptions } from '../engine.ts'
import type { CommitListener } from '../ports/commit-listener.ts'
import type { Changes, Store } from '../ports/store.ts'
import type { Replica } from './replica.ts'
import type { ReplicaListener } from './replicas.ts'

const c1 = cid('c1')
const IN = ['alice', 'bob', 'carol', 'dave']
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** An engine on a store in memory, of which calls are counted and can be held back. */
async function open(options: Partial<EngineOptions> = {}) {
  const opened = await openStore(':memory:')
  const calls: StoreCall[] = []
  const gates = new Map<StoreCall, PromiseWithResolvers<void>>()
  const store: Store = aroundStore(opened, async ({ call, run }) => {
    calls.push(call)
    const answer = await run()
    await gates.get(call)?.promise
    return answer
  })
  const engine = createEngine(store, { now: () => 0 }, { ...DEFAULT_LIMITS, onFault: () => undefined, ...options })
  closing.push(() => opened.close())
  return {
    engine,
    store: opened,
    count: (call: StoreCall) => calls.filter((one) => one === call).length,
    /** Holds back the answers of a call, which show what was committed when it was asked. */
    hold: (call: StoreCall) => gates.set(call, Promise.withResolvers()),
    release: (call: StoreCall) => gates.get(call)?.resolve(),
    async people(id: ConversationId, users: readonly string[], posts = 0) {
      await engine.createConversation({ conversationId: id, participants: users as UserId[] })
      for (let i = 1; i <= posts; i += 1)
        await engine.post({ conversationId: id, messageId: mid(`m${i}`), senderId: users[0] as UserId })
    },
  }
}

const read = (engine: Engine, user: string, set: string) =>
  engine.markRead({ conversationId: c1, recipientId: uid(user), seqs: seqs(set) })

/** Expects the counts of a replica at every message to be those that the engine answers from the store. */
async function expectCounts(engine: Engine, store: Store, replica: Replica): Promise<void> {
  const rows = await store.messagesBetween(replica.key, 1, replica.conversation.head, 10_000)
  for (const record of rows) {
    const status = await engine.getMessageStatus({ conversationId: c1, messageId: record.messageId })
    if (isRefusal(status)) expect(status.refused).toBe('message_deleted')
    else {
      const { audience, delivered, read: readBy, hidden } = replica.tally(record)
      const { totalRecipients, deliveredCount, readCount, hiddenCount } = status
      expect([audience, delivered, readBy, hidden]).toEqual([totalRecipients, deliveredCount, readCount, hiddenCount])
    }
  }
}

describe('the counts of a replica', () => {
  test.each(Array.from({ length: 12 }, (_, i) => 1 + i))(
    '[FED11, STA6] that moved by commits are those of the store: script %i',
    async (seed) => {
      const { engine, store, people } = await open()
      await people(c1, IN)
      const chance = chanceOf(seed)
      const replicas = engine.live().replicas
      await replicas.get(c1)
      for (let i = 0; i < 60; i += 1) {
        await randomAct(chance, [...IN, 'erin'])(engine)
        if (i % 15 === 14) {
          const replica = await replicas.get(c1)
          expect(replica?.version).toBe((await store.find({ conversations: [c1] })).conversations[0]?.version)
          await expectCounts(engine, store, replica as Replica)
        }
      }
    },
  )

  test('[FED11] are loaded once, whatever happens after', async () => {
    const { engine, store, count, people } = await open()
    await people(c1, IN, 5)
    const replica = (await engine.live().replicas.get(c1)) as Replica
    for (let i = 1; i <= 5; i += 1) await read(engine, 'bob', `${i}`)
    await engine.leave({ conversationId: c1, userId: uid('dave') })
    await engine.join({ conversationId: c1, userId: uid('erin'), history: 'all' })
    await engine.createConversation({ conversationId: c1, settings: { sharing: 'forbidden' } })
    await engine.eraseUser({ userId: uid('carol') })
    const asked = count('members')
    expect(await engine.live().replicas.get(c1)).toBe(replica)
    expect(count('members')).toBe(asked)
    await expectCounts(engine, store, replica)
  })

  test('[FED11] are loaded once for all who ask at the same time', async () => {
    const { engine, count, people } = await open()
    await people(c1, IN)
    const before = count('members')
    const all = await Promise.all(Array.from({ length: 5 }, () => engine.live().replicas.get(c1)))
    expect(new Set(all).size).toBe(1)
    expect(count('members')).toBe(before + 1)
    expect(await engine.live().replicas.get(cid('nowhere'))).toBeUndefined()
  })
})

describe('a replica that is being loaded', () => {
  test.each<StoreCall>(['find', 'members'])(
    '[FED1, FED11] takes what is committed before its %s is answered',
    async (call) => {
      const { engine, store, hold, release, people } = await open()
      await people(c1, IN, 3)
      hold(call)
      const loading = engine.live().replicas.get(c1)
      await engine.post({ conversationId: c1, messageId: mid('m4'), senderId: uid('bob') })
      await read(engine, 'carol', '1:4')
      await engine.join({ conversationId: c1, userId: uid('erin'), history: 'all' })
      release(call)
      const replica = (await loading) as Replica
      expect(replica.conversation.head).toBe(4)
      expect(replica.version).toBe((await store.find({ conversations: [c1] })).conversations[0]?.version)
      await expectCounts(engine, store, replica)
    },
  )

  test('[FED1, FED9] does not say that it knows what moved before it was all there', async () => {
    const { engine, hold, release, people } = await open()
    await people(c1, IN, 3)
    hold('find')
    const loading = engine.live().replicas.get(c1)
    await read(engine, 'carol', '1')
    release('find')
    const replica = (await loading) as Replica
    // Carol's row was loaded as it was after her mark: whoever holds what was before must not be told by what moves next.
    expect(replica.baseVersion).toBe(replica.version)
  })

  test('[FED1] is loaded again where a notice in between was lost', async () => {
    let lost = 0
    const relay = (deliver: CommitListener) => (changes: Changes) => {
      if (lost > 0) lost -= 1
      else deliver(changes)
    }
    const { engine, store, hold, release, people } = await open({ relay })
    await people(c1, IN, 3)
    hold('members')
    const loading = engine.live().replicas.get(c1)
    await new Promise(setImmediate)
    lost = 1
    await read(engine, 'bob', '1:3')
    await read(engine, 'carol', '1:2')
    release('members')
    await expectCounts(engine, store, (await loading) as Replica)
  })

  test('[FED12] is none where the conversation is removed meanwhile', async () => {
    const { engine, hold, release, people } = await open()
    await people(c1, IN, 3)
    hold('members')
    const loading = engine.live().replicas.get(c1)
    await new Promise(setImmediate)
    await engine.removeConversation({ conversationId: c1 })
    release('members')
    expect(await loading).toBeUndefined()
    expect(engine.live().replicas.count).toBe(0)
  })
})

describe('all replicas together', () => {
  const ids = ['a', 'b', 'c', 'd'].map(cid)
  const load = async (engine: Engine, id: ConversationId) => (await engine.live().replicas.get(id)) as Replica

  test('[FED11] stay within their bound, and the one used least recently goes first', async () => {
    const { engine, people } = await open({ replicaBytes: 16_500 })
    for (const id of ids) await people(id, IN)
    const [a, b, c, d] = ids as [ConversationId, ConversationId, ConversationId, ConversationId]
    const { bytes } = await load(engine, a)
    expect(3 * bytes).toBeLessThanOrEqual(16_500)
    expect(4 * bytes).toBeGreaterThan(16_500)
    for (const id of [b, c, a, d]) await load(engine, id)
    expect(ids.map((id) => engine.live().replicas.peek(id) !== undefined)).toEqual([true, false, true, true])
    expect(engine.live().replicas.bytes).toBeLessThanOrEqual(16_500)
  })

  test('[FED11] even when what is there grows', async () => {
    const { engine, people } = await open({ replicaBytes: 16_500 })
    for (const id of ids.slice(0, 3)) await people(id, IN)
    for (const id of ids.slice(0, 3)) await load(engine, id)
    expect(engine.live().replicas.count).toBe(3)
    const users = Array.from({ length: 300 }, (_, i) => uid(`user${i}`))
    for (const userId of users) await engine.join({ conversationId: ids[2] as ConversationId, userId })
    expect(engine.live().replicas.count).toBe(1)
    expect(engine.live().replicas.peek(ids[2] as ConversationId)).toBeDefined()
  })

  test('[FED11] are told of as lost at the next commit after they were given up', async () => {
    const { engine, people } = await open({ replicaBytes: 1 })
    for (const id of ids) await people(id, IN)
    const lost: ConversationId[] = []
    const listener: ReplicaListener = { moved: () => undefined, lost: (id) => lost.push(id), removed: () => undefined }
    const stop = engine.live().replicas.listen(listener)
    for (const id of ids) await load(engine, id)
    await engine.post({ conversationId: ids[0] as ConversationId, messageId: mid('m1') })
    expect(lost).toEqual([ids[0]])
    stop()
    await engine.post({ conversationId: ids[1] as ConversationId, messageId: mid('m1') })
    expect(lost).toEqual([ids[0]])
  })

  test('[FED1, FED11] are told of as lost when loaded again, if they moved since they were given up and no notice came', async () => {
    let isSilent = false
    const relay = (deliver: CommitListener) => (changes: Changes) => {
      if (!isSilent) deliver(changes)
    }
    const { engine, people } = await open({ replicaBytes: 1, relay })
    for (const id of ids) await people(id, IN)
    const lost: ConversationId[] = []
    engine.live().replicas.listen({ moved: () => undefined, lost: (id) => lost.push(id), removed: () => undefined })
    for (const id of ids) await load(engine, id)
    isSilent = true
    await engine.post({ conversationId: ids[0] as ConversationId, messageId: mid('m1') })
    await load(engine, ids[1] as ConversationId)
    expect(lost).toEqual([])
    await load(engine, ids[0] as ConversationId)
    expect(lost).toEqual([ids[0]])
  })
})

describe('how much a replica takes', () => {
  test('[FED11] grows with its people and their ranges, and is the same however it came about', async () => {
    const { engine, people } = await open()
    await people(c1, IN, 40)
    const replicas = engine.live().replicas
    const small = ((await replicas.get(c1)) as Replica).bytes
    for (let seq = 2; seq <= 40; seq += 2) await read(engine, 'bob', `${seq}`)
    const ranged = ((await replicas.get(c1)) as Replica).bytes
    expect(ranged).toBeGreaterThan(small + 20 * 8)
    for (let i = 0; i < 200; i += 1) await engine.join({ conversationId: c1, userId: uid(`user${i}`), history: 'all' })
    const large = ((await replicas.get(c1)) as Replica).bytes
    expect(large).toBeGreaterThan(ranged + 200 * 300)
    replicas.drop(c1)
    const fresh = ((await replicas.get(c1)) as Replica).bytes
    // Messages that were posted meanwhile are held beside it.
    expect(Math.abs(large - fresh)).toBeLessThan(0.1 * fresh)
  })
})
