import { afterAll, expect, test } from 'vitest'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { RedisServer } from '../../packages/server/testing/redis-server.ts'
import { TcpProxy } from '../../packages/server/testing/tcp-proxy.ts'
import { Installation } from './installation.ts'
import { newDatabase } from './new-database.ts'

const SEED = 31
const server = await PostgresServer.start({ durable: true })
afterAll(() => server[Symbol.asyncDispose]())

/** Something of a bus that goes away and comes back. */
interface Away {
  goAway(): Promise<void>
  comeBack(): Promise<void>
}

/** Every picture gets right while the bus is away, and again after it is back. */
async function withoutBus(name: string, seed: number, bus: string, { goAway, comeBack }: Away): Promise<void> {
  const node = { database: await newDatabase(server, name), bus }
  await using installation = await Installation.start(node.database, [node, node, node], seed)
  installation.load()
  await installation.goOn(100)
  await goAway()
  await installation.goOn(150)
  const away = await installation.settle()
  await comeBack()
  installation.load()
  await installation.goOn(100)
  const back = await installation.settle()
  console.info(`the bus of ${name} away, and back, seed ${seed}:`, away, back)
  expect(back.refusals).toEqual({})
  expect(installation.clients.map(({ moves }) => moves)).toEqual(installation.clients.map(() => 0))
}

test('[NOD9] the connections of all nodes to the bus in PostgreSQL are gone for a while', {
  timeout: 120_000,
}, async () => {
  await using proxy = await TcpProxy.before(server.port)
  await withoutBus('postgres_bus', SEED, server.urlOn(proxy.port), {
    async goAway() {
      proxy.refuse()
      proxy.cut()
    },
    comeBack: () => proxy.accept(),
  })
})

test('[NOD9] Redis crashes and is started again', { timeout: 120_000 }, async ({ skip }) => {
  const whyNot = RedisServer.whyNot()
  skip(whyNot !== undefined, `${whyNot}`)
  await using redis = await RedisServer.start()
  await withoutBus('redis_bus', SEED + 1, redis.url, {
    goAway: () => redis.stop('immediate'),
    comeBack: () => redis.start(),
  })
})
