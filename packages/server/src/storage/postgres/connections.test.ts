import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PostgresServer } from '../../../testing/postgres-server.ts'
import { Connections } from './connections.ts'

let server: PostgresServer

beforeAll(async () => {
  server = await PostgresServer.start()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

const connected = (writers: number): Connections =>
  new Connections({ url: server.url, schema: 'public', statementTimeoutMs: 5_000 }, { readers: 1, writers })

/** Whether something is still to come after all that is at hand has come. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const later = {}
  return (await Promise.race([promise, sleep(50, later)])) === later
}

test('[STO14] a commit takes a free connection, or goes behind another commit where none is free', async () => {
  const connections = connected(2)
  const [first, second] = [await connections.holdForCommit(), await connections.holdForCommit()]
  expect(second.connection).not.toBe(first.connection)
  second.release()
  const behind = await connections.holdForCommit(first.connection)
  expect(behind.connection).toBe(first.connection)
  const other = await connections.holdForCommit()
  expect(other.connection).toBe(second.connection)
  const shared = await connections.holdForCommit()
  expect(shared.connection).toBe(second.connection)
  for (const held of [first, behind, other, shared]) held.release()
  await connections.close()
})

test('[STO14] who holds a connection for itself shares it with nobody, and is not passed by for ever', async () => {
  const connections = connected(1)
  const [first, behind] = [await connections.holdForCommit(), await connections.holdForCommit()]
  const alone = connections.hold()
  const after = connections.holdForCommit()
  expect([await isPending(alone), await isPending(after)]).toEqual([true, true])
  first.release()
  expect(await isPending(alone)).toBe(true)
  behind.release()
  const held = await alone
  expect(await isPending(after)).toBe(true)
  held.release()
  ;(await after).release()
  await connections.close()
})

test('[STO14] behind a commit that has ended there is nothing to wait for', async () => {
  const connections = connected(2)
  const first = await connections.holdForCommit()
  first.release()
  const behind = await connections.holdForCommit(first.connection)
  behind.release()
  await connections.close()
})

test('[STO8] [ENG3] what waits to be sent is answered before the connections end', async () => {
  const connections = connected(1)
  const slow = connections.ask([{ text: 'select 1 from pg_sleep(0.05)' }])
  const waiting = [2, 3].map((n) => connections.ask([{ text: `select ${n}` }]))
  await connections.close()
  expect((await Promise.all([slow, ...waiting])).map(([answer]) => answer?.rows[0]?.[0])).toEqual([1, 2, 3])
})
