import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { TcpProxy } from '../../packages/server/testing/tcp-proxy.ts'
import { runTallymark } from '../cli/tallymark-process.ts'
import { Installation, SETTLED_MS } from './installation.ts'

const SEED = 61
/** For how long nobody promotes the standby, in milliseconds. */
const UNPROMOTED_MS = 500

test('[NOD12] [NOD8] the primary is killed, and its standby, which has every commit but does not show it yet, takes its place', {
  timeout: 120_000,
}, async () => {
  await using primary = await PostgresServer.start({ durable: true })
  await using standby = await primary.standby()
  await using proxy = await TcpProxy.before(primary.port)
  const node = { database: primary.urlOn(proxy.port) }
  await using installation = await Installation.start(node.database, [node, node], SEED)
  await primary.requireStandby()
  installation.load()
  await installation.goOn(50)
  await standby.holdBack()
  await installation.goOn(50)
  await primary.stop('killed')
  proxy.turnTo(standby.port)
  proxy.cut()
  await pause(UNPROMOTED_MS)
  expect(installation.seen.wentBack).toEqual([])
  await standby.promote()
  await installation.goOn(50)
  const outcome = await installation.settle()
  console.info(`a standby promoted, seed ${SEED}:`, outcome)
  expect(Object.keys(outcome.refusals)).toEqual(['storage_unavailable'])
  expect(installation.clients.map(({ moves }) => moves)).toEqual(installation.clients.map(() => 0))
})

test('[NOD13] [OPS7] [FED9] a standby that lacks commits takes the place of the primary, and after new-epoch everybody sees what is left', {
  timeout: 120_000,
}, async () => {
  await using primary = await PostgresServer.start({ durable: true })
  await using line = await TcpProxy.before(primary.port)
  await using standby = await primary.standby(line.port)
  await using proxy = await TcpProxy.before(primary.port)
  // The longer no node is there, the longer clients wait from one try to the next.
  const node = { database: primary.urlOn(proxy.port), env: { TALLYMARK_DRAIN_MS: '0' } }
  await using installation = await Installation.start(node.database, [node, node], SEED + 1)
  const { nodes } = installation
  installation.load()
  await installation.goOn(50)
  line.stall()
  await installation.goOn(50)
  await primary.stop('killed')
  proxy.turnTo(standby.port)
  proxy.cut()
  await standby.promote()
  // For a while nobody knows of it.
  await installation.goOn(50)
  await installation.unload()
  await Promise.all(nodes.map((one) => one.end('SIGTERM')))
  expect(await runTallymark(['new-epoch', '--database', node.database])).toMatchObject({ exitCode: 0 })
  expect(await installation.beginAnew()).not.toEqual([])
  await Promise.all(nodes.map((one) => one.start()))
  installation.load()
  await installation.goOn(50)
  console.info(`commits lost, seed ${SEED + 1}:`, await installation.settle(SETTLED_MS))
})
