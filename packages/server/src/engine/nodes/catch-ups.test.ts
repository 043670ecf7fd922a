import { expect, onTestFinished, test } from 'vitest'
import { aroundStore } from '../../../testing/around-store.ts'
import { chanceOf } from '../../../testing/histories/chance.ts'
import { ManualTime } from '../../../testing/manual-time.ts'
import { RecordedChanges } from '../../../testing/recorded-changes.ts'
import { filePlace } from '../../../testing/store-contract/file-place.ts'
import { cid, conversation, mid, uid } from '../../../testing/store-contract/sample-rows.ts'
import { UnkindBus } from '../../../testing/unkind-bus.ts'
import { openSqliteStore } from '../../storage/sqlite/open-sqlite-store.ts'
import { createEngine, DEFAULT_LIMITS } from '../engine.ts'
import { NO_CHANGES } from '../no-changes.ts'
import type { Store } from '../ports/store.ts'
import { SYSTEM_TIMERS } from '../ports/timers.ts'
import type { Replicas } from '../replica/replicas.ts'
import { CatchUps } from './catch-ups.ts'

const c1 = cid('c1')

/** Two engines on one file: the answers of the second one's store can be held back, or fail. */
async function open() {
  const place = filePlace((file) => openSqliteStore({ file, thread: 'caller' }))()
  const time = new ManualTime()
  const bus = new UnkindBus(time, chanceOf(1))
  const recorded = new RecordedChanges()
  const faults: unknown[] = []
  const held = { call: 'changesSince', asking: Promise.resolve(), gate: Promise.resolve(), fails: false, readMs: 0 }
  const engineOn = (name: string, store: Store) =>
    createEngine(
      store,
      { now: () => 0 },
      { ...DEFAULT_LIMITS, onFault: (f) => faults.push(f), node: { name, bus: bus.newBus() }, timers: time },
    )
  const stores = [await place.open(), await place.open()] as const
  onTestFinished(async () => {
    for (const store of stores) await store.close()
    await place.remove()
  })
  const writer = engineOn('writer', recorded.on(stores[0]))
  const watched = recorded.on(stores[1])
  const watcher = engineOn(
    'watcher',
    aroundStore(watched, async ({ call, run }) => {
      if (held.fails && call === 'changesSince') throw new Error('the network is gone')
      if (call === held.call) await held.asking
      const answer = await run()
      await held.gate
      if (call === 'changesSince' && held.readMs > 0) await new Promise<void>((done) => time.after(held.readMs, done))
      return answer
    }),
  )
  watcher.live().nodes.say(Number.MAX_SAFE_INTEGER)
  await time.settle()
  await writer.createConversation({ conversationId: c1, participants: [uid('alice'), uid('bob')] })
  const post = (n: number) => writer.post({ conversationId: c1, messageId: mid(`m${n}`), senderId: uid('alice') })
  return {
    ...{ writer, watcher, post, held, faults, recorded, bus },
    settle: () => time.settle(),
    pass: (ms: number) => time.pass(ms),
  }
}

test('[NOD2] what another node commits while a conversation is being loaded is not missed', async () => {
  const { watcher, post, held, settle } = await open()
  const gate = Promise.withResolvers<void>()
  held.gate = gate.promise
  const loading = watcher.live().replicas.get(c1)
  await settle()
  await post(1)
  await settle()
  gate.resolve()
  const replica = await loading
  await settle()
  expect(watcher.live().replicas.peek(c1)?.version ?? replica?.version).toBe(2)
})

test('[NOD3, FED1] a message that came while nothing was known here, and that nobody told of, is not passed over', async () => {
  const { writer, watcher, post, bus, held, settle } = await open()
  const [loaded, asked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  held.gate = loaded.promise
  held.asking = asked.promise
  const loading = watcher.live().replicas.get(c1)
  await settle()
  // Heard of before the conversation is known here: it is asked who moved, and for no messages.
  await writer.join({ conversationId: c1, userId: uid('carol'), history: 'all' })
  await settle()
  loaded.resolve()
  const replica = await loading
  bus.unkindness = { lost: 1, doubled: 0, late: 0 }
  await post(1)
  asked.resolve()
  await settle()
  expect(replica?.conversation.head).toBe(0)
  expect(watcher.live().replicas.peek(c1)).toBeUndefined()
})

test('[NOD2] a reading that fails is reported, and the next one reads that too', async () => {
  const { watcher, post, held, faults, settle } = await open()
  const replica = await watcher.live().replicas.get(c1)
  held.fails = true
  await post(1)
  await settle()
  expect([replica?.version, faults.length]).toEqual([1, 1])
  held.fails = false
  await post(2)
  await settle()
  expect(replica?.version).toBe(3)
  expect(replica?.conversation.head).toBe(2)
})

test('[NOD3] whoever missed a notice looks at everybody, not only at those of the next', async () => {
  const { writer, watcher, post, bus, settle } = await open()
  await post(1)
  const replica = await watcher.live().replicas.get(c1)
  const read = (user: string) => writer.markRead({ conversationId: c1, recipientId: uid(user), messageId: mid('m1') })
  await writer.join({ conversationId: c1, userId: uid('carol'), history: 'all' })
  await settle()
  bus.unkindness = { lost: 1, doubled: 0, late: 0 }
  await read('bob')
  await settle()
  bus.unkindness = { lost: 0, doubled: 0, late: 0 }
  await read('carol')
  await settle()
  expect([...(replica?.members() ?? [])].map(({ row }) => row.shownRead.length > 0)).toEqual([false, true, true])
})

test.each(['lost', 'late'])(
  '[NOD3] [FED1] of a notice that is %s while a conversation is loaded nothing is missed',
  async (fate) => {
    const { writer, watcher, post, bus, held, settle, pass } = await open()
    const read = (user: string, message: string) =>
      writer.markRead({ conversationId: c1, recipientId: uid(user), messageId: mid(message) })
    await writer.join({ conversationId: c1, userId: uid('carol'), history: 'all' })
    for (const n of [1, 2]) await post(n)
    await settle()
    const [members, later] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    Object.assign(held, { call: 'members', asking: members.promise })
    const { catchUps, replicas } = watcher.live()
    const loading = replicas.get(c1)
    await settle()
    Object.assign(held, { call: 'find', asking: later.promise })
    members.resolve()
    await settle()
    bus.unkindness = { lost: 1, doubled: 0, late: 0 }
    const version = 4
    await read('bob', 'm1')
    await read('carol', 'm1')
    await read('bob', 'm2')
    const notice = { key: 1, headBefore: null, cameIn: [] }
    for (const after of [1, 3]) catchUps.heard({ ...notice, version: version + after, ordinals: [2] })
    await settle()
    later.resolve()
    const replica = await loading
    if (fate === 'late') catchUps.heard({ ...notice, version: version + 2, ordinals: [3] })
    await pass(10_000)
    await catchUps.compare()
    expect(replicas.peek(c1)?.version).toBe(version + 3)
    expect([...(replica?.members() ?? [])].map(({ row }) => row.shownRead.length > 0)).toEqual([false, true, true])
  },
)

test('[NOD2] a notice of what is known already asks nothing, and one that is none of ours is ignored', async () => {
  const { watcher, post, bus, recorded, settle } = await open()
  await watcher.live().replicas.get(c1)
  await post(1)
  await settle()
  const before = recorded.asked
  bus.newBus().send('{"node":"writer","of":[[1,2,null,[],[]]]}')
  bus.newBus().send('what?')
  await settle()
  expect(recorded.asked).toBe(before)
})

test('[NOD2] what is heard of while a conversation is read is read in one more reading, whoever it was', async () => {
  const { writer, watcher, post, held, recorded, settle, pass } = await open()
  await writer.join({ conversationId: c1, userId: uid('carol'), history: 'all' })
  await post(1)
  const replica = await watcher.live().replicas.get(c1)
  const gate = Promise.withResolvers<void>()
  held.gate = gate.promise
  await post(2)
  await settle()
  const before = recorded.asked
  for (const user of ['bob', 'carol'])
    await writer.markRead({ conversationId: c1, recipientId: uid(user), messageId: mid('m1') })
  await settle()
  gate.resolve()
  await pass(1)
  expect(recorded.asked - before).toBe(1)
  expect([...(replica?.members() ?? [])].map(({ row }) => row.shownRead.length > 0)).toEqual([false, true, true])
})

test('[NOD2] reading takes a bounded share of the time, however often a conversation moves', async () => {
  const { writer, watcher, post, held, recorded, pass } = await open()
  await post(1)
  const replica = await watcher.live().replicas.get(c1)
  const before = recorded.asked
  held.readMs = 10
  for (let ms = 1; ms <= 500; ms += 1) {
    await writer.post({ conversationId: c1, messageId: mid(`n${ms}`), senderId: uid('bob') })
    await pass(1)
  }
  // Ten milliseconds of reading, forty of rest.
  expect(recorded.asked - before).toBeLessThanOrEqual(11)
  await pass(100)
  expect(replica?.conversation.head).toBe(501)
})

test.each([0, 1, 2, 3, 4, 5])(
  '[NOD1] a question that comes %i turns after a reading has ended is read for too',
  async (turns) => {
    const stored = { version: 2 }
    let held = 1
    const asked: Promise<void>[] = []
    const catchUps: CatchUps = new CatchUps({
      reader: { changesSince: async () => ({ ...NO_CHANGES, conversations: [conversation({ ...stored })] }) },
      replicas: {
        heldOf: () => ({ version: held, head: 0 }),
        loaded: async () => undefined,
        lose: () => undefined,
      } as unknown as Replicas,
      deliver: ({ conversations: [row] }) => {
        held = row?.version ?? 0
        if (asked.length === 0) asked.push(later())
      },
      missed: () => undefined,
      timers: SYSTEM_TIMERS,
      onFault: () => undefined,
    })
    const later = async (): Promise<void> => {
      for (let turn = 0; turn < turns; turn += 1) await null
      stored.version = 3
      await catchUps.upTo(conversation({ version: 3 }))
      expect(held).toBe(3)
    }
    await catchUps.upTo(conversation({ version: 2 }))
    await Promise.all(asked)
  },
)
