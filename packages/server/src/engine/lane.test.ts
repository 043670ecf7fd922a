import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import { expect, onTestFinished, test } from 'vitest'
import { aroundStore } from '../../testing/around-store.ts'
import { CommitWatch } from '../../testing/commit-watch.ts'
import { openSqliteStore } from '../storage/sqlite/open-sqlite-store.ts'
import type { Command } from './command.ts'
import { createEngine, DEFAULT_LIMITS } from './engine.ts'
import { Lanes } from './lanes.ts'

const conversationId = 'c1' as ConversationId
const [alice, bob, carol] = ['alice', 'bob', 'carol'] as UserId[] as [UserId, UserId, UserId]
const m = (n: number): MessageId => `m${n}` as MessageId
const clock = { now: () => 1_000 }

/** An engine on watched commits, with alice and bob in a conversation of ten messages. */
async function setUp(limits: Partial<{ queueLimit: number }> = {}) {
  const store = await openSqliteStore({ file: ':memory:' })
  const faults: unknown[] = []
  const watch = new CommitWatch(store)
  const options = { ...DEFAULT_LIMITS, ...limits, onFault: (fault: unknown) => faults.push(fault), onCommit: () => {} }
  const engine = createEngine(watch.store, clock, options)
  onTestFinished(async () => {
    watch.release()
    await engine.stop()
    await store.close()
  })
  await engine.createConversation({ conversationId, participants: [alice, bob] })
  for (let i = 1; i <= 10; i += 1) await engine.post({ conversationId, messageId: m(i), senderId: alice })
  watch.commits = 0
  const post = (n: number) => engine.post({ conversationId, messageId: m(n), senderId: alice })
  const read = (n: number) => engine.markRead({ conversationId, recipientId: bob, messageId: m(n) })
  const bobNow = () => engine.getParticipant({ conversationId, userId: bob })
  return { store, watch, engine, options, faults, post, read, bobNow }
}

/** Whether a promise is settled after all that can run has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  void promise.then(() => {
    settled = true
  })
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  return settled
}

test('[ENG1] commands that arrive together share one commit', async () => {
  const { watch, post } = await setUp()
  const posted = await Promise.all(Array.from({ length: 50 }, (_, i) => post(11 + i)))
  expect(posted).toEqual(Array.from({ length: 50 }, (_, i) => ({ seq: 11 + i, isNew: true })))
  expect(watch.commits).toBe(1)
})

test('[ENG1] commands that wait while a commit is under way go together in the next', async () => {
  const { watch, post, read } = await setUp()
  watch.hold()
  const first = post(11)
  await watch.reached()
  const others = Array.from({ length: 30 }, (_, i) => post(12 + i))
  const mark = read(41)
  expect(await isSettled(Promise.race([first, ...others, mark]))).toBe(false)
  watch.release()
  await Promise.all([first, ...others])
  expect(await mark).toMatchObject({ read: '41' })
  expect(watch.commits).toBe(2)
})

test('[ENG1] each is decided on the outcome of the one before', async () => {
  const { engine, watch, post, read, bobNow } = await setUp()
  const outcomes = await Promise.all([
    read(11),
    post(11),
    read(11),
    engine.leave({ conversationId, userId: bob }),
    read(1),
    engine.join({ conversationId, userId: bob, history: 'all' }),
    read(1),
    post(11),
  ])
  expect(outcomes.map((outcome) => ('refused' in outcome ? outcome.refused : 'done'))).toEqual([
    'unknown_message',
    'done',
    'done',
    'done',
    'left_conversation',
    'done',
    'done',
    'done',
  ])
  expect(outcomes[7]).toEqual({ seq: 11, isNew: false })
  expect(await bobNow()).toMatchObject({ read: '1,11' })
  expect(watch.commits).toBe(1)
})

test('[ENG1] [SEQ1] so are those that are decided while the commit before them is being written', async () => {
  const { watch, post } = await setUp()
  const posted = await Promise.all(Array.from({ length: 500 }, (_, i) => post(11 + i)))
  expect(posted).toEqual(Array.from({ length: 500 }, (_, i) => ({ seq: 11 + i, isNew: true })))
  expect(watch.commits).toBeGreaterThan(1)
  expect(watch.commits).toBeLessThan(10)
})

test('[ENG1] [STO14] and sent before it has ended, one commit behind one', async () => {
  const { watch, post } = await setUp()
  watch.hold()
  const posting = Array.from({ length: 200 }, (_, i) => post(11 + i))
  await watch.reached()
  expect(await isSettled(Promise.race(posting))).toBe(false)
  const later = Array.from({ length: 200 }, (_, i) => post(211 + i))
  expect(await isSettled(Promise.race(later))).toBe(false)
  expect(watch.commits).toBe(2)
  watch.release()
  const posted = await Promise.all([...posting, ...later])
  expect(posted).toEqual(Array.from({ length: 400 }, (_, i) => ({ seq: 11 + i, isNew: true })))
})

test('[ENG1] [SEQ1] and decided anew if that commit fails', async () => {
  const { watch, post, faults } = await setUp()
  watch.hold()
  const posting = Array.from({ length: 200 }, (_, i) => post(11 + i))
  await watch.reached()
  watch.failNext()
  watch.release()
  const posted = await Promise.all(posting)
  const done = posted.flatMap((outcome) => ('seq' in outcome ? [outcome.seq] : []))
  const refused = posted.filter((outcome) => 'refused' in outcome && outcome.refused === 'storage_unavailable')
  expect(done).toEqual(Array.from({ length: done.length }, (_, i) => 11 + i))
  expect([done.length + refused.length, refused.length > 0, done.length > 0]).toEqual([200, true, true])
  expect(faults).toHaveLength(1)
})

test('[ENG1] [SEQ1] and if commits fail now and then, while whoever is answered comes again', async () => {
  const { watch, engine, post } = await setUp()
  const seqs: number[] = []
  const postThree = async (_: unknown, caller: number): Promise<void> => {
    for (let n = 0; n < 3; ) {
      const outcome = await post(11 + 3 * caller + n)
      if (!('seq' in outcome)) continue
      seqs.push(outcome.seq)
      n += 1
      if (seqs.length % 97 === 0) watch.failNext()
    }
  }
  await Promise.all(Array.from({ length: 200 }, postThree))
  expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, i) => 11 + i))
  expect(await engine.getConversation({ conversationId })).toMatchObject({ head: 610 })
})

test('[ENG1] [SEQ1] those that come while one batch is written and another is decided see what both wrote', async () => {
  const { watch, engine, post } = await setUp()
  const other = 'c2' as ConversationId
  await engine.createConversation({ conversationId: other, participants: [alice] })
  const hundred = (of: (i: number) => ReturnType<typeof post>) => Array.from({ length: 100 }, (_, i) => of(i))
  watch.hold()
  const first = hundred((i) => post(11 + i))
  const second = hundred((i) => engine.post({ conversationId: other, messageId: m(1 + i), senderId: alice }))
  await watch.reached()
  expect(await isSettled(Promise.race([...first, ...second]))).toBe(false)
  const third = [...hundred((i) => post(111 + i)), ...hundred((i) => post(211 + i))]
  expect(await isSettled(Promise.race(third))).toBe(false)
  watch.release()
  const posted = await Promise.all([...first, ...third])
  expect(posted).toEqual(Array.from({ length: 300 }, (_, i) => ({ seq: 11 + i, isNew: true })))
  expect(await Promise.all(second)).toContainEqual({ seq: 100, isNew: true })
})

test('[RCP5] a mark is not acknowledged while its commit is under way, and not to be seen', async () => {
  const { watch, read, bobNow } = await setUp()
  watch.hold()
  const mark = read(3)
  await watch.reached()
  expect(await isSettled(mark)).toBe(false)
  expect(await bobNow()).toMatchObject({ read: '' })
  watch.release()
  expect(await mark).toMatchObject({ read: '3' })
  expect(await bobNow()).toMatchObject({ read: '3' })
})

test('[RCP5] [STO5] a mark whose commit fails is refused, and not there', async () => {
  const { watch, read, bobNow, faults } = await setUp()
  watch.failNext()
  expect(await read(3)).toEqual({ refused: 'storage_unavailable' })
  expect(await bobNow()).toMatchObject({ read: '', delivered: '', revision: 1, version: 11 })
  expect(faults).toEqual([expect.objectContaining({ name: 'StoreError', code: 'unavailable' })])
  expect(await read(3)).toMatchObject({ read: '3', revision: 2 })
})

test('[INP5] a refused command needs no commit, and none of its neighbours suffers', async () => {
  const { watch, read, engine } = await setUp()
  expect(await read(99)).toMatchObject({ refused: 'unknown_message' })
  expect(watch.commits).toBe(0)
  const stranger = engine.markRead({ conversationId, recipientId: carol, messageId: m(1) })
  const [refused, done] = await Promise.all([stranger, read(2)])
  expect([refused, done]).toMatchObject([{ refused: 'not_a_participant' }, { read: '2' }])
})

test('[ENG2] beyond the limit a command is refused at once, with a time to retry after, and leaves no trace', async () => {
  const { watch, engine, read, bobNow } = await setUp({ queueLimit: 5 })
  watch.hold()
  const first = read(1)
  await watch.reached()
  const waiting = [2, 3, 4, 5, 6].map(read)
  expect(engine.queueDepth()).toBe(5)
  const beyond = await read(7)
  expect(beyond).toMatchObject({ refused: 'overloaded', retryAfterMs: expect.any(Number) })
  const { retryAfterMs } = beyond as { retryAfterMs: number }
  expect(retryAfterMs).toBeGreaterThanOrEqual(50)
  expect(retryAfterMs).toBeLessThanOrEqual(10_000)
  watch.release()
  await Promise.all([first, ...waiting])
  expect(await bobNow()).toMatchObject({ read: '1:6' })
  expect(engine.queueDepth()).toBe(0)
  expect(await read(7)).toMatchObject({ read: '1:7' })
})

test('[ENG2] a request of several marks that finds the queue full is applied whole or not at all', async () => {
  const { watch, engine, read, bobNow } = await setUp({ queueLimit: 2 })
  watch.hold()
  const first = read(1)
  await watch.reached()
  const waiting = [read(2), read(3)]
  const marks = [4, 5].map((n) => ({ conversationId, recipientId: bob, messageId: m(n), kind: 'read' as const }))
  const many = await engine.markMany(marks)
  expect(many).toMatchObject([{ refused: 'overloaded' }, { refused: 'overloaded' }])
  watch.release()
  await Promise.all([first, ...waiting])
  expect(await bobNow()).toMatchObject({ read: '1:3' })
})

test('[ENG2] so are commands that want too many rows together, but never one alone', async () => {
  const { watch, engine, read, bobNow } = await setUp({ queueLimit: 2 })
  const all = Array.from({ length: 10 }, (_, i) => m(1 + i))
  const readAll = () => engine.markRead({ conversationId, recipientId: bob, messageIds: all })
  watch.hold()
  const first = read(1)
  await watch.reached()
  // A limit of 2 commands is one of 20 rows; each of these wants 12.
  const second = readAll()
  expect(await readAll()).toMatchObject({ refused: 'overloaded' })
  watch.release()
  await Promise.all([first, second])
  const more = Array.from({ length: 30 }, (_, i) => m(1 + (i % 10)))
  expect(await engine.markRead({ conversationId, recipientId: bob, messageIds: more })).toMatchObject({
    read: '1:10',
  })
  expect(await bobNow()).toMatchObject({ read: '1:10' })
})

test('[ENG3] what was accepted is answered after its commit, what comes later is refused', async () => {
  const { watch, engine, read, bobNow } = await setUp()
  watch.hold()
  const first = read(1)
  await watch.reached()
  const waiting = [2, 3].map(read)
  const stopped = engine.stop()
  expect(engine.isOpen()).toBe(false)
  expect(await read(4)).toEqual({ refused: 'stopping' })
  expect(await isSettled(stopped)).toBe(false)
  watch.release()
  await stopped
  expect(await isSettled(Promise.all([first, ...waiting]))).toBe(true)
  expect(await waiting[1]).toMatchObject({ read: '1:3' })
  expect(await bobNow()).toMatchObject({ read: '1:3' })
  await engine.stop()
})

test('[ENG3] it also ends where the store fails', async () => {
  const { watch, engine, read } = await setUp()
  watch.failNext(2)
  const marks = [1, 2, 3].map(read)
  await engine.stop()
  expect(await Promise.all(marks)).toEqual(marks.map(() => ({ refused: 'storage_unavailable' })))
})

const command = (decide: Command<string>['decide']): Command<string> => ({
  lane: conversationId,
  wanted: { conversations: [conversationId] },
  decide,
})
const raise = command((workspace) => {
  workspace.raiseVersion(conversationId)
  return () => 'raised'
})

test('[STO1] [INP5] a use case that throws leaves nothing half done, and the lane goes on', async () => {
  const { watch, options, faults, bobNow } = await setUp()
  const lanes = new Lanes(watch.store, clock, options)
  const broken = command(() => {
    throw new Error('a fault of ours')
  })
  const outcomes = await Promise.all([raise, broken, raise].map((one) => lanes.submit(one)))
  expect(outcomes).toEqual(outcomes.map(() => ({ refused: 'internal' })))
  expect(faults).toEqual([new Error('a fault of ours')])
  expect(await bobNow()).toMatchObject({ version: 11 })
  expect(await lanes.submit(raise)).toBe('raised')
  expect(await bobNow()).toMatchObject({ version: 12 })
  await lanes.stop()
})

test('[RCP5] what cannot be answered is not written', async () => {
  const { watch, options, faults, bobNow } = await setUp()
  const lanes = new Lanes(watch.store, clock, options)
  const speechless = command((workspace) => {
    workspace.raiseVersion(conversationId)
    return () => {
      throw new Error('no answer')
    }
  })
  expect(await lanes.submit(speechless)).toEqual({ refused: 'internal' })
  expect(faults).toEqual([new Error('no answer')])
  expect(await bobNow()).toMatchObject({ version: 11 })
  await lanes.stop()
})

test('[PRV1] [ENG1] who marks while its turning off of sharing is being written shows nothing, then and later', async () => {
  const { watch, engine, read } = await setUp()
  watch.hold()
  const quiet = engine.putUser({ userId: bob, sharing: 'nothing' })
  await watch.reached()
  const marks = [read(1), read(2)]
  await new Promise((resolve) => setTimeout(resolve, 20))
  watch.release()
  await Promise.all([quiet, ...marks])
  await read(3)
  const seen = [1, 2, 3].map((n) => engine.getMessageStatus({ conversationId, messageId: m(n) }))
  expect(await Promise.all(seen)).toMatchObject([{ readCount: 0 }, { readCount: 0 }, { readCount: 0 }])
  expect(await engine.getParticipant({ conversationId, userId: bob })).toMatchObject({ sharingInForce: 'nothing' })
})

test('[ENG1] [SEQ1] a commit is decided on the one before, however soon after that has ended its rows come', async () => {
  for (let turns = -40; turns <= 40; turns += 1) {
    const store = await openSqliteStore({ file: ':memory:' })
    const gates = { begin: Promise.resolve(), commit: Promise.resolve() }
    const gated = aroundStore(store, async ({ call, run }) => {
      if (call === 'begin' || call === 'commit') await gates[call]
      return run()
    })
    const engine = createEngine(gated, clock, { ...DEFAULT_LIMITS, onFault: () => {} })
    await engine.createConversation({ conversationId, participants: [alice] })
    const post = (n: number) => engine.post({ conversationId, messageId: m(n), senderId: alice })
    const some = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => post(from + i))
    const [first, second, third] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ]
    gates.commit = first.promise
    const posting = some(1, 20)
    await isSettled(Promise.race(posting))
    gates.begin = second.promise
    posting.push(...some(21, 40))
    await isSettled(Promise.race(posting))
    gates.commit = third.promise
    const [sooner, later] = turns < 0 ? [second, first] : [first, second]
    sooner.resolve()
    for (let turn = 0; turn < Math.abs(turns); turn += 1) await undefined
    later.resolve()
    gates.begin = Promise.resolve()
    await isSettled(Promise.all(posting))
    posting.push(...some(41, 60))
    await isSettled(Promise.all(posting))
    third.resolve()
    gates.commit = Promise.resolve()
    const posted = await Promise.all(posting)
    expect([turns, ...posted]).toEqual([turns, ...Array.from({ length: 60 }, (_, i) => ({ seq: i + 1, isNew: true }))])
    await engine.stop()
    await store.close()
  }
})
