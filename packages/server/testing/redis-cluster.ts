import { createClient } from '@redis/client'
import { freePort } from './free-port.ts'
import { RedisServer } from './redis-server.ts'

const SLOTS = 16_384

/** Three Redis servers of a test's own that share the slots of a cluster. */
export class RedisCluster implements AsyncDisposable {
  readonly servers: readonly RedisServer[]

  private constructor(servers: readonly RedisServer[]) {
    this.servers = servers
  }

  /** Starts one and waits until it works: about two seconds. */
  static async start(): Promise<RedisCluster> {
    const cluster = new RedisCluster(await Promise.all([startNode(), startNode(), startNode()]))
    const [first] = cluster.servers as [RedisServer]
    for (const [i, server] of cluster.servers.entries()) {
      const share = SLOTS / cluster.servers.length
      const [from, to] = [Math.ceil(i * share), Math.ceil((i + 1) * share) - 1]
      await ask(server, 'CLUSTER', 'ADDSLOTSRANGE', String(from), String(to))
      await ask(server, 'CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1))
      if (server !== first)
        await ask(server, 'CLUSTER', 'MEET', '127.0.0.1', String(first.port), String(busPorts.get(first)))
    }
    for (const server of cluster.servers) await works(server)
    return cluster
  }

  /** The channels of the sharded publish and subscribe that each server has listeners of. */
  channels(): Promise<readonly (readonly string[])[]> {
    return Promise.all(
      this.servers.map(async (one) => (await ask(one, 'PUBSUB', 'SHARDCHANNELS')) as readonly string[]),
    )
  }

  /** Moves the slot of a channel to a server. */
  async move(channel: string, to: RedisServer): Promise<void> {
    const slot = String(await ask(to, 'CLUSTER', 'KEYSLOT', channel))
    const id = String(await ask(to, 'CLUSTER', 'MYID'))
    const others = this.servers.filter((server) => server !== to)
    for (const server of [to, ...others]) await ask(server, 'CLUSTER', 'SETSLOT', slot, 'NODE', id)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server[Symbol.asyncDispose]()))
  }
}

/** The port by which the others of its cluster reach a server. */
const busPorts = new WeakMap<RedisServer, number>()

async function startNode(): Promise<RedisServer> {
  const port = await freePort()
  const settings = ['--cluster-enabled', 'yes', '--cluster-port', String(port), '--cluster-node-timeout', '1000']
  const server = await RedisServer.start(...settings)
  busPorts.set(server, port)
  return server
}

async function works(server: RedisServer): Promise<void> {
  for (;;) {
    const info = String(await ask(server, 'CLUSTER', 'INFO'))
    if (info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3')) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What a server answers to a command. */
async function ask(server: RedisServer, ...words: readonly [string, ...string[]]): Promise<unknown> {
  const client = createClient({ url: server.url, socket: { reconnectStrategy: false } })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await client.sendCommand(words)
  } finally {
    client.destroy()
  }
}
