import { type BusPlace, busContract } from '../../testing/bus-contract.ts'
import { RedisServer } from '../../testing/redis-server.ts'
import { TcpProxy } from '../../testing/tcp-proxy.ts'
import { openBus } from './open-bus.ts'

const newPlace = async (): Promise<BusPlace> => {
  const server = await RedisServer.start()
  const proxy = await TcpProxy.before(server.port)
  const url = `redis://127.0.0.1:${proxy.port}`
  return {
    way: { server, proxy },
    open: (name, parts) => openBus(url, { name, random: Math.random, ...parts }),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

busContract('Redis', newPlace, RedisServer.whyNot())
