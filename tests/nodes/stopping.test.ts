import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { SocketClient } from '../../packages/server/testing/served.ts'
import { Installation } from './installation.ts'
import { replyOf } from './reply.ts'
import { KEY, type ServerNode } from './server-node.ts'

const SEED = 61
const EXIT_MS = 10_000
/** How long a node goes on after it said that it is not ready: long enough for a busy machine to notice. */
const DRAIN_MS = 2_000
const WATCHERS = 20
const STOPPING = 4000
const server = await PostgresServer.start({ durable: true })
afterAll(() => server[Symbol.asyncDispose]())

/** A client that is welcomed, and only listens. */
async function listenAt({ url }: ServerNode): Promise<SocketClient> {
  const client = new SocketClient(new WebSocket(`${url.replace('http', 'ws')}/v1/feed`))
  client.socket.on('open', () => client.say({ type: 'hello', token: KEY }))
  await client.until('welcome')
  return client
}

/** Asks a node over and over until nobody answers any more: what `/readyz` said, and what was answered after it first said no. */
async function lastWordsOf({ url }: ServerNode) {
  const ready: (number | undefined)[] = []
  const answers: (number | undefined)[] = []
  while (ready.at(-1) !== undefined || ready.length === 0) {
    ready.push((await replyOf(`${url}/readyz`, 'GET'))?.status)
    if (ready.at(-1) === 503) answers.push((await replyOf(`${url}/v1/conversations/c1`, 'GET'))?.status)
    await pause(20)
  }
  return { ready, answers }
}

test('[NOD6] [CON7] [OPS1] a node is stopped under load, and its clients go on at the others', {
  timeout: 120_000,
}, async () => {
  const database = { database: server.url, env: { TALLYMARK_DRAIN_MS: String(DRAIN_MS) } }
  await using installation = await Installation.start(server.url, [database, database, database], SEED)
  const [node] = installation.nodes as [ServerNode]
  const watchers = await Promise.all(Array.from({ length: WATCHERS }, () => listenAt(node)))
  installation.load()
  await installation.goOn(100)
  const lastWords = lastWordsOf(node)
  const askedAt = performance.now()
  const { exitCode } = await node.end('SIGTERM')
  const tookMs = Math.round(performance.now() - askedAt)
  expect([exitCode, tookMs < EXIT_MS]).toEqual([0, true])
  const { ready, answers } = await lastWords
  // It says no while it still serves: at first everything is answered.
  expect([...new Set(ready.filter((status) => status !== 200))]).toEqual([503, undefined])
  expect(answers.slice(0, 3)).toEqual([200, 200, 200])
  const byes = await Promise.all(watchers.map((watcher) => watcher.until('bye')))
  expect(byes.map(({ code }) => code)).toEqual(byes.map(() => STOPPING))
  expect(await Promise.all(watchers.map(({ closed }) => closed))).toEqual(byes.map(() => STOPPING))
  const waits = byes.map(({ retryAfterMs }) => retryAfterMs as number).sort((a, b) => a - b)
  expect(new Set(waits).size).toBeGreaterThan(WATCHERS / 2)
  expect((waits.at(-1) as number) - (waits[0] as number)).toBeGreaterThan(500)
  await installation.goOn(100)
  const outcome = await installation.settle()
  console.info(`stopped within ${tookMs} ms, seed ${SEED}:`, outcome)
  // Whoever asks again on a connection that is kept may still be told why it is refused.
  expect(['stopping', 'unanswered']).toEqual(expect.arrayContaining(Object.keys(outcome.refusals)))
})
