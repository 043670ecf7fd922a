import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { TcpProxy } from '../../packages/server/testing/tcp-proxy.ts'
import { CONVERGED_MS, Installation } from './installation.ts'
import { replyOf } from './reply.ts'
import type { ServerNode } from './server-node.ts'

const SEED = 21
const STALL_MS = 3_000
const away = { status: 503, code: 'storage_unavailable' }

let server: PostgresServer
let proxy: TcpProxy
let installation: Installation

beforeAll(async () => {
  server = await PostgresServer.start({ durable: true })
  proxy = await TcpProxy.before(server.port)
  const [direct, through] = [{ database: server.url }, { database: server.urlOn(proxy.port) }]
  installation = await Installation.start(server.url, [through, direct, direct], SEED)
}, 120_000)
afterAll(async () => {
  await installation[Symbol.asyncDispose]()
  await proxy[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const statusOf = async ({ url }: ServerNode, path: string) => (await replyOf(`${url}${path}`, 'GET'))?.status
const markOn = ({ url }: ServerNode) =>
  replyOf(`${url}/v1/conversations/c1/read`, 'POST', { seqs: '1', recipientId: 'p0' })

/** A node without its database: it lives, is not ready and takes no marks. */
async function expectAway(node: ServerNode): Promise<void> {
  await eventually(() => markOn(node)).toMatchObject(away)
  await eventually(() => statusOf(node, '/readyz')).toBe(503)
  expect(await statusOf(node, '/healthz')).toBe(200)
}

/** Nothing but marks was refused, and no feed was closed. */
async function expectRight(what: string): Promise<void> {
  const backAt = performance.now()
  for (const node of installation.nodes) await eventually(() => statusOf(node, '/readyz')).toBe(200)
  expect(performance.now() - backAt).toBeLessThan(CONVERGED_MS)
  await installation.goOn(30)
  const outcome = await installation.settle()
  console.info(`${what}, seed ${SEED}:`, outcome)
  expect(Object.keys(outcome.refusals)).toEqual(['storage_unavailable'])
  expect(installation.clients.map(({ moves }) => moves)).toEqual(installation.clients.map(() => 0))
}

test('[NOD8] [NOD6] the database restarts, and crashes, under load', { timeout: 120_000 }, async () => {
  installation.load()
  for (const how of ['fast', 'immediate'] as const) {
    await installation.goOn(80)
    await server.stop(how)
    await Promise.all(installation.nodes.map((node) => expectAway(node)))
    await server.start()
  }
  await expectRight('the database restarted')
})

test('[NOD8] [NOD6] the connections of a node to the database are cut again and again, and gone', {
  timeout: 120_000,
}, async () => {
  const [node] = installation.nodes as [ServerNode]
  installation.load()
  for (let times = 0; times < 8; times += 1) {
    proxy.cut()
    await installation.goOn(15)
  }
  proxy.refuse()
  proxy.cut()
  await expectAway(node)
  await proxy.accept()
  await expectRight('connections to the database cut')
})

test('[NOD8] [NOD6] the connections of a node to the database say nothing', { timeout: 120_000 }, async () => {
  const [node] = installation.nodes as [ServerNode]
  installation.load()
  await installation.goOn(50)
  proxy.stall()
  await eventually(() => statusOf(node, '/readyz')).toBe(503)
  expect(await statusOf(node, '/healthz')).toBe(200)
  await pause(STALL_MS)
  proxy.pass()
  await expectRight('connections to the database silent')
})
