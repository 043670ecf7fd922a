import { formatSeqSet, isRefusal, ofSeqs } from '@tallymark/core'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { PostgresServer } from '../../../testing/postgres-server.ts'
import { cid, conversation, message, mid, uid, write } from '../../../testing/store-contract/sample-rows.ts'
import { createEngine, DEFAULT_LIMITS } from '../../engine/engine.ts'
import { NO_CHANGES } from '../../engine/no-changes.ts'
import { openTallymark } from '../../open-tallymark.ts'
import { openPostgresStore } from './open-postgres-store.ts'

let server: PostgresServer

beforeAll(async () => {
  server = await PostgresServer.start()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

/** So many libraries on one schema, none of which hears of the others. */
async function nodesOn(schema: string, count: number) {
  const faults: unknown[] = []
  const postgres = { schema, connections: 4, allowAsynchronousCommit: true }
  const how = { database: server.url, bus: 'none', postgres, onFault: (fault: unknown) => faults.push(fault) }
  const nodes = await Promise.all(Array.from({ length: count }, () => openTallymark(how)))
  onTestFinished(async () => {
    await Promise.all(nodes.map((node) => node.close()))
  })
  return { nodes, faults, first: nodes[0] as (typeof nodes)[number] }
}

async function storeOn(schema: string) {
  const store = await openPostgresStore({ url: server.url, schema, allowAsynchronousCommit: true })
  onTestFinished(() => store.close())
  return store
}

test('[STO7][SEQ1] messages that several nodes post at once get every seq once, and none is refused', async () => {
  const { nodes, faults, first } = await nodesOn('posting', 3)
  await first.createConversation({ conversationId: 'c1', participants: ['ana'] })
  const posted = await Promise.all(
    nodes.flatMap((node, n) =>
      Array.from({ length: 60 }, (_, i) =>
        node.post({ conversationId: 'c1', messageId: `m${n}-${i}`, senderId: 'ana' }),
      ),
    ),
  )
  expect(posted.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 180 }, (_, i) => i + 1))
  expect((await first.getConversation({ conversationId: 'c1' })).head).toBe(180)
  expect(faults).toEqual([])
})

test('[STO7][RCP1] marks of everybody in many conversations on several nodes at once are all there', async () => {
  const { nodes, faults, first } = await nodesOn('marking', 2)
  const ids = Array.from({ length: 12 }, (_, i) => `c${i}`)
  for (const conversationId of ids) {
    await first.createConversation({ conversationId, participants: ['ana', 'bo', 'cy'] })
    for (let m = 1; m <= 20; m += 1) await first.post({ conversationId, messageId: `m${m}`, senderId: 'ana' })
  }
  await Promise.all(
    nodes.flatMap((node, n) =>
      ids.flatMap((conversationId) =>
        Array.from({ length: 10 }, async (_, i) => {
          const messageId = `m${1 + 2 * i + n}`
          await node.markMany(
            ['bo', 'cy'].map((recipientId) => ({ kind: 'read', conversationId, recipientId, messageId })),
          )
        }),
      ),
    ),
  )
  for (const conversationId of ids)
    for (const userId of ['bo', 'cy'])
      expect((await first.getParticipant({ conversationId, userId })).read).toBe('1:20')
  expect(faults).toEqual([])
})

test('[STO7][PRV6] people who come, change and are erased on several nodes at once leave nothing half', async () => {
  const { nodes, faults, first } = await nodesOn('coming', 2)
  const people = Array.from({ length: 6 }, (_, i) => `p${i}`)
  for (const conversationId of ['c1', 'c2']) await first.createConversation({ conversationId })
  const tried = people.flatMap((userId, i) =>
    nodes.flatMap((node, n) => [
      node.join({ conversationId: n === 0 ? 'c1' : 'c2', userId }),
      node.putUser({ userId, userName: `${userId} of ${n}` }),
      node.join({ conversationId: n === 0 ? 'c2' : 'c1', userId }),
      ...(i % 2 === n ? [node.eraseUser({ userId })] : []),
    ]),
  )
  const outcomes = await Promise.allSettled(tried)
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))
  expect(faults).toEqual([])
  // Whoever is erased by a command of the same commit is not there any more when the one before it is answered.
  expect(refused.filter((code) => code !== 'unknown_user' && code !== 'not_a_participant')).toEqual([])
  // Nobody takes part who is not there: whoever is erased once more is in no conversation afterwards.
  for (const userId of people) await first.eraseUser({ userId }).catch(() => undefined)
  const store = await storeOn('coming')
  expect([await store.members(cid('c1')), await store.members(cid('c2'))]).toEqual([[], []])
})

test('[STO7] what was looked up is as it was when a commit of nothing is acknowledged', async () => {
  const [one, other] = [await storeOn('looking'), await storeOn('looking')]
  await write(one, { newConversations: [conversation({ version: 1 })], newMessages: [message(1)] })
  const wanted = { conversations: [cid('c1')], messages: [[cid('c1'), mid('m1')]] } as const
  for (let version = 2; version < 6; version += 1) {
    const seen = await one.begin(wanted)
    await seen.commit(NO_CHANGES)
    await write(other, { conversations: [conversation({ version })] })
    const later = await one.begin(wanted)
    const outcome = await later.commit(NO_CHANGES).catch((error: { code: string }) => error.code)
    // Either it was seen anew, or it is told that it was not.
    expect(outcome === 'conflict' ? version : later.found.conversations[0]?.version).toBe(version)
  }
})

test('[STO14] a commit behind one that another node was faster than fails too, though conversations were written to as often as it expects', async () => {
  const [one, other] = [await storeOn('behind'), await storeOn('behind')]
  await write(one, { newConversations: [conversation({ head: 0, version: 1, nextOrdinal: 1 })] })
  const atVersion = (version: number) => ({
    ...NO_CHANGES,
    conversations: [conversation({ head: 0, version, nextOrdinal: 1 })],
  })
  const wanted = { conversations: [cid('c1')] }
  const [first, second, third] = [await one.begin(wanted), await one.begin(wanted), await one.begin(wanted)]
  await write(other, { conversations: atVersion(2).conversations })
  const ends = await Promise.allSettled([
    first.commit(atVersion(7)),
    second.commit(atVersion(8)),
    // One of nothing, which makes sure that what it saw still holds.
    third.commit(NO_CHANGES),
  ])
  expect(ends.map((end) => (end.status === 'rejected' ? end.reason.code : 'done'))).toEqual(
    Array.from({ length: 3 }, () => 'conflict'),
  )
  expect((await one.find(wanted)).conversations[0]?.version).toBe(2)
})

/** Two nodes, the first of which keeps what it has seen of a conversation of thirty messages, all read by bo, but of few messages. */
async function keepingNodes(schema: string) {
  const { nodes, faults } = await nodesOn(schema, 2)
  const [one, other] = nodes as [(typeof nodes)[number], (typeof nodes)[number]]
  const conversationId = 'c1'
  const post = (seq: number) => other.post({ conversationId, messageId: `m${seq}`, senderId: 'ana' })
  await other.createConversation({ conversationId, participants: ['ana', 'bo'] })
  for (let seq = 1; seq <= 30; seq += 1) await post(seq)
  await one.markRead({ conversationId, recipientId: 'bo', upToMessageId: 'm30' })
  const mark = (messageId: string) =>
    one.markRead({ conversationId, recipientId: 'bo', messageId }).then(
      ({ read }) => read,
      ({ code }: { code: string }) => code,
    )
  return { one, other, conversationId, post, mark, faults }
}

test('[STO7] a message is looked up in a conversation as another node has left it', async () => {
  const { other, conversationId, post, mark, faults } = await keepingNodes('posted')
  await post(31)
  expect(await mark('m31')).toBe('1:31')
  await other.removeConversation({ conversationId })
  await other.createConversation({ conversationId, participants: ['ana', 'bo'] })
  expect(await mark('m25')).toBe('unknown_message')
  await post(25)
  expect(await mark('m25')).toBe('1')
  expect(faults).toEqual([])
})

test('[STO7] what is looked up and writes nothing rests on what another node has left too', async () => {
  const { other, conversationId, mark, faults } = await keepingNodes('left')
  await other.leave({ conversationId, userId: 'bo' })
  expect(await mark('m15')).toBe('left_conversation')
  expect(faults).toEqual([])
})

test('[STO7] messages come with those that follow on them, whatever their ids are like', async () => {
  const { first } = await nodesOn('running', 1)
  const conversationId = 'c1'
  const ids = ['{', '}', '"a"', 'NULL', '[1,2]', "it's \\ \n", '\u{1f600},', 'null', '{null}', '1']
  await first.createConversation({ conversationId, participants: ['ana', 'bo'] })
  for (const messageId of ids) await first.post({ conversationId, messageId, senderId: 'ana' })
  for (const [i, messageId] of ids.entries()) {
    const { read } = await first.markRead({ conversationId, recipientId: 'bo', messageId })
    expect(read).toBe(i === 0 ? '1' : `1:${i + 1}`)
  }
})

test('[STO14] [SEQ1] [RCP5] a commit stays behind the one that it rests on, though what was kept of the conversation is dropped in between', async () => {
  const how = { url: server.url, schema: 'dropped', allowAsynchronousCommit: true, statementTimeoutMs: 1_000 }
  const store = await openPostgresStore(how)
  const engine = createEngine(store, { now: () => 1_000 }, { ...DEFAULT_LIMITS, onFault: () => undefined })
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  onTestFinished(async () => {
    await client.end()
    await engine.stop()
    await store.close()
  })
  const [ana, bob] = [uid('ana'), uid('bob')]
  const post = (id: string) => engine.post({ conversationId: cid('c1'), messageId: mid(id), senderId: ana })
  const read = (id: string) => engine.markRead({ conversationId: cid('c1'), recipientId: bob, messageId: mid(id) })
  const within = (id: string) =>
    engine.postWithin(client, { conversationId: cid('c1'), messageId: mid(id), senderId: ana })
  await engine.createConversation({ conversationId: cid('c1'), participants: [ana, bob] })
  for (const id of ['m1', 'm2', 'm3']) await post(id)
  await client.query('begin')
  await within('x1')
  // It waits for the chat's transaction, until it is given up.
  const first = Promise.all([post('m4'), read('m1')])
  await new Promise((resolve) => setTimeout(resolve, 200))
  await within('x2')
  const second = Promise.all([...Array.from({ length: 16 }, (_, i) => post(`n${i}`)), read('m2')])
  await new Promise((resolve) => setTimeout(resolve, 1_300))
  await client.query('rollback')
  const answers = [...(await first), ...(await second)]
  const [row] = (await store.find({ conversations: [cid('c1')] })).conversations
  const stored = await store.messagesBetween(row?.key ?? 0, 1, 100, 100)
  expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: row?.head ?? 0 }, (_, i) => 1 + i))
  const marked = [answers[1], answers.at(-1)].flatMap((one, i) => (isRefusal(one) ? [] : [1 + i]))
  expect(await engine.getParticipant({ conversationId: cid('c1'), userId: bob })).toMatchObject({
    read: formatSeqSet(ofSeqs(marked)),
  })
}, 20_000)
