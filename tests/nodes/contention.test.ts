import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TallymarkError } from '../../packages/server/src/engine/tallymark-error.ts'
import { openTallymark, type Tallymark } from '../../packages/server/src/open-tallymark.ts'
import { chanceOf } from '../../packages/server/testing/histories/chance.ts'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'

/** The longest time that anybody waits for its turn, in milliseconds. */
const TURN_MS = 5_000
const NODES = 3
const PEOPLE = Array.from({ length: 12 }, (_, i) => `p${i}`)

let server: PostgresServer
let nodes: readonly Tallymark[]
let longestMs = 0
let count = 0

beforeAll(async () => {
  server = await PostgresServer.start({ durable: true })
  const open = () => openTallymark({ database: server.url, onFault: (fault) => console.error(fault) })
  nodes = await Promise.all(Array.from({ length: NODES }, open))
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await server[Symbol.asyncDispose]()
})

/** What is asked of a node, and how long the longest answer took. */
async function timed<Answer>(asking: Promise<Answer>): Promise<Answer> {
  const askedAt = performance.now()
  const answer = await asking
  longestMs = Math.max(longestMs, performance.now() - askedAt)
  return answer
}

/** How often PostgreSQL had to break a circle of transactions that waited for each other. */
async function deadlocks(): Promise<number> {
  const client = new Client(server.url)
  await client.connect()
  await client.query('select pg_stat_clear_snapshot()')
  const { rows } = await client.query<{ deadlocks: string }>('select sum(deadlocks) as deadlocks from pg_stat_database')
  await client.end()
  return Number(rows[0]?.deadlocks)
}

async function newConversation(): Promise<string> {
  count += 1
  const conversationId = `c${count}`
  await nodes[0]?.createConversation({ conversationId, participants: PEOPLE })
  return conversationId
}

test('[NOD5] [SEQ1] [VER1] three nodes post and mark in one conversation at the same time', {
  timeout: 60_000,
}, async () => {
  const conversationId = await newConversation()
  const seqs: number[] = []
  let newest = 0
  const answersOf = nodes.map(() => 0)
  await Promise.all(
    nodes.flatMap((node, n) =>
      PEOPLE.slice(4 * n, 4 * n + 4).map(async (person) => {
        for (let i = 0; i < 15; i += 1) {
          const before = newest
          seqs.push((await timed(node.post({ conversationId, messageId: `${person}-${i}`, senderId: person }))).seq)
          const marked = await timed(
            node.markRead({ conversationId, recipientId: person, upToMessageId: `${person}-${i}` }),
          )
          expect(marked.version).toBeGreaterThan(before)
          newest = Math.max(newest, marked.version)
          answersOf[n] = (answersOf[n] ?? 0) + 2
        }
      }),
    ),
  )
  expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 180 }, (_, i) => 1 + i))
  expect(answersOf).toEqual(nodes.map(() => 120))
  const [first, ...others] = await Promise.all(nodes.map((node) => node.getConversation({ conversationId })))
  expect(others).toEqual([first, first])
  expect(first?.head).toBe(180)
  expect(first?.version).toBeGreaterThanOrEqual(newest)
  // At most one for each post and each mark that shows something, and the making of it.
  expect(first?.version).toBeLessThanOrEqual(361)
  expect([longestMs < TURN_MS, await deadlocks()]).toEqual([true, 0])
})

test('[NOD5] [MEM1] [VER1] users come and are erased at two nodes at once', { timeout: 60_000 }, async () => {
  const conversationId = await newConversation()
  const chance = chanceOf(71)
  // Two callers of one node would share commits, and an answer tells how the commit left things.
  const guests = [
    ['g0', 'g1'],
    ['g2', 'g3'],
  ]
  const turns = nodes.flatMap((node, n) =>
    guests.map(async (some, k) => {
      for (let i = 0; i < 12; i += 1) {
        const userId = chance.pick(some)
        const isIn = await timed(node.join({ conversationId, userId }))
        expect(isIn).toMatchObject({ conversationId, userId, isIn: true })
        await timed(node.post({ conversationId, messageId: `j${n}-${k}-${i}`, senderId: 'p0' }))
        if (chance.hits(0.5)) await timed(taken(node.eraseUser({ userId }), 'unknown_user'))
        else await timed(taken(node.leave({ conversationId, userId }), 'not_a_participant', 'left_conversation'))
      }
    }),
  )
  await Promise.all(turns)
  await expectSame(conversationId, [...PEOPLE, ...guests.flat()])
  expect((await nodes[0]?.getConversation({ conversationId }))?.head).toBe(72)
  expect([longestMs < TURN_MS, await deadlocks()]).toEqual([true, 0])
})

test('[NOD5] conversations and users of one id are made by several nodes at once', { timeout: 60_000 }, async () => {
  for (let i = 0; i < 10; i += 1) {
    const conversationId = `made${i}`
    const participants = [`u${i}`, `v${i}`]
    const made = await Promise.all(
      nodes.map((node) => timed(node.createConversation({ conversationId, participants }))),
    )
    expect(made.map(({ isNew }) => isNew).sort()).toEqual([false, false, true])
    expect(made.map(({ version }) => version)).toEqual([1, 1, 1])
    await expectSame(conversationId, participants)
  }
  expect([longestMs < TURN_MS, await deadlocks()]).toEqual([true, 0])
})

test('[NOD5] [PRV1] profiles change while other nodes mark', { timeout: 60_000 }, async () => {
  const conversations = [await newConversation(), await newConversation()]
  for (const conversationId of conversations)
    for (let i = 1; i <= 30; i += 1) await nodes[0]?.post({ conversationId, messageId: `m${i}`, senderId: 'p0' })
  const marking = nodes.flatMap((node, n) =>
    PEOPLE.slice(4 * n, 4 * n + 4).map(async (recipientId) => {
      for (let i = 1; i <= 30; i += 1)
        for (const conversationId of conversations)
          await timed(node.markRead({ conversationId, recipientId, messageId: `m${i}` }))
    }),
  )
  const chance = chanceOf(72)
  // Several of one node share a commit, which then changes several users, each in many conversations.
  const changing = nodes.flatMap((node) =>
    [0, 1, 2, 3, 4].map(async (k) => {
      for (let i = 0; i < 12; i += 1)
        await timed(node.putUser({ userId: chance.pick(PEOPLE.slice(0, 4)), userName: `${k}.${i}` }))
    }),
  )
  await Promise.all([...marking, ...changing])
  for (const conversationId of conversations) {
    await expectSame(conversationId, PEOPLE)
    for (const userId of PEOPLE)
      expect(await nodes[1]?.getParticipant({ conversationId, userId })).toMatchObject({ read: '1:30' })
  }
  expect([longestMs < TURN_MS, await deadlocks()]).toEqual([true, 0])
})

test('[NOD5] a conversation is removed and made anew while other nodes mark in it', { timeout: 60_000 }, async () => {
  const conversationId = await newConversation()
  const rounds = Array.from({ length: 30 }, (_, i) => i)
  let isRemoving = true
  const marking = nodes.slice(1).map(async (node, n) => {
    for (let i = 0; isRemoving; i += 1) {
      const person = PEOPLE[n] as string
      const messageId = `${person}-${i}`
      await timed(taken(node.post({ conversationId, messageId, senderId: person }), ...GONE))
      await timed(taken(node.markRead({ conversationId, recipientId: person, messageId }), ...GONE, 'unknown_message'))
    }
  })
  for (const _ of rounds) {
    await timed(nodes[0]?.removeConversation({ conversationId }) as Promise<unknown>)
    await timed(nodes[0]?.createConversation({ conversationId, participants: PEOPLE }) as Promise<unknown>)
  }
  isRemoving = false
  await Promise.all(marking)
  await expectSame(conversationId, PEOPLE)
  expect([longestMs < TURN_MS, await deadlocks()]).toEqual([true, 0])
})

const GONE = ['unknown_conversation', 'not_a_participant'] as const

/** An answer, or nothing where it was refused by one of these codes. */
async function taken<Answer>(asking: Promise<Answer>, ...codes: readonly string[]): Promise<Answer | undefined> {
  try {
    return await asking
  } catch (error) {
    if (error instanceof TallymarkError && codes.includes(error.code)) return undefined
    throw error
  }
}

/** All nodes say the same of a conversation and of everybody in it. */
async function expectSame(conversationId: string, people: readonly string[]): Promise<void> {
  const said = await Promise.all(
    nodes.map(async (node) => [
      await node.getConversation({ conversationId }),
      ...(await Promise.all(
        people.map((userId) => taken(node.getParticipant({ conversationId, userId }), 'not_a_participant')),
      )),
    ]),
  )
  for (const one of said) expect(one).toEqual(said[0])
}
