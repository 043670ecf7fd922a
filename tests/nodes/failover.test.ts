import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { TcpProxy } from '../../packages/server/testing/tcp-proxy.ts'
import { Installation } from './installation.ts'

const SEED = 61
/** For how long nobody promotes the standby, in milliseconds. */
const UNPROMOTED_MS = 1_000

test('[NOD12] [NOD8] the primary is killed, and its standby, which has every commit but does not show it yet, takes its place', {
  timeout: 120_000,
}, async () => {
  await using primary = await PostgresServer.start({ durable: true })
  await using standby = await primary.standby()
  await using proxy = await TcpProxy.before(primary.port)
  const node = { database: primary.urlOn(proxy.port) }
  await using installation = await Installation.start(node.database, [node, node, node], SEED)
  await primary.requireStandby()
  installation.load()
  await installation.goOn(50)
  await standby.holdBack()
  await installation.goOn(100)
  await primary.stop('killed')
  proxy.turnTo(standby.port)
  proxy.cut()
  await pause(UNPROMOTED_MS)
  expect(installation.seen.wentBack).toEqual([])
  await standby.promote()
  await installation.goOn(100)
  const outcome = await installation.settle()
  console.info(`a standby promoted, seed ${SEED}:`, outcome)
  expect(Object.keys(outcome.refusals)).toEqual(['storage_unavailable'])
  expect(installation.clients.map(({ moves }) => moves)).toEqual(installation.clients.map(() => 0))
})
