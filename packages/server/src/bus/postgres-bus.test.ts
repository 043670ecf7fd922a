import { busContract } from '../../testing/bus-contract.ts'
import { PostgresServer } from '../../testing/postgres-server.ts'
import { TcpProxy } from '../../testing/tcp-proxy.ts'
import { openBus } from './open-bus.ts'

busContract('PostgreSQL', async () => {
  const server = await PostgresServer.start()
  const proxy = await TcpProxy.before(server.port)
  return {
    way: { server, proxy },
    open: (name, parts) => openBus(server.urlOn(proxy.port), { name, random: Math.random, ...parts }),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
})
