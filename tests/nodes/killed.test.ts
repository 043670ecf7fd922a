import { afterAll, expect, test } from 'vitest'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { Installation, SETTLED_MS } from './installation.ts'

const SEED = 11
const server = await PostgresServer.start({ durable: true })
afterAll(() => server[Symbol.asyncDispose]())

test('[NOD7] [NOD1] nodes are killed in the middle of load, one after the other, and then all at once', {
  timeout: 180_000,
}, async () => {
  const database = { database: server.url }
  await using installation = await Installation.start(server.url, [database, database, database], SEED)
  const { nodes, clients } = installation
  installation.load()
  await installation.goOn(100)
  for (const node of nodes) {
    await node.end('SIGKILL')
    await installation.goOn(30)
    await node.start()
    await installation.goOn(30)
  }
  console.info(`nodes killed, seed ${SEED}:`, await installation.settle())
  expect(clients.every(({ moves }) => moves > 0)).toBe(true)
  installation.load()
  await installation.goOn(50)
  await Promise.all(nodes.map((node) => node.end('SIGKILL')))
  await Promise.all(nodes.map((node) => node.start()))
  await installation.goOn(50)
  // With no node to go to, clients wait longer and longer.
  const outcome = await installation.settle(SETTLED_MS)
  console.info(`all nodes killed, seed ${SEED}:`, outcome)
  expect(Object.keys(outcome.refusals)).toEqual(['unanswered'])
})
