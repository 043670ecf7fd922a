import type { Connect, Link, LinkOwner } from './link.ts'
import { openRedisClient, type RedisClient } from './redis-client.ts'
import { shardsOf } from './redis-shards.ts'

/** Redis itself carries far more. */
export const REDIS_MAX_BYTES = 65_536

/** How many channels share an installation's texts. Every node hears all of them: they are there to be on different servers of a cluster (BUS8). */
const CHANNELS = 16

/** What carries some of the texts: a channel, and the client that sends to it. */
interface Way {
  readonly channel: string
  readonly publish: (text: string) => Promise<unknown>
}

/**
 * How a Redis or Valkey server, or a cluster of them, is reached as a bus, at an address that names it. Texts go by sharded publish and
 * subscribe, and by the plain one where the server has no other, which is told once (BUS8).
 */
export function connectRedis(url: string, name: string, said: (sentence: string) => void): Connect {
  let isTold = false
  const tellOfPlain = (): void => {
    if (!isTold) said('This Redis has no sharded publish and subscribe (version 7 has): the bus uses the plain one.')
    isTold = true
  }
  return (owner) => new RedisLink(url, name, owner, tellOfPlain)
}

class RedisLink implements Link {
  readonly listening: Promise<void>
  readonly #url: string
  readonly #name: string
  readonly #owner: LinkOwner
  readonly #clients: RedisClient[] = []
  #ways: readonly Way[] = []
  #next = 0
  #isEnded = false

  constructor(url: string, name: string, owner: LinkOwner, tellOfPlain: () => void) {
    this.#url = url
    this.#name = name
    this.#owner = owner
    this.listening = this.#listen(tellOfPlain)
  }

  async send(texts: readonly string[]): Promise<void> {
    await Promise.all(texts.map((text) => this.#nextWay().publish(text)))
  }

  async probe(): Promise<void> {
    await Promise.all(this.#clients.map(({ client }) => client.ping()))
  }

  async end(): Promise<void> {
    this.#isEnded = true
    for (const client of this.#clients) client.end()
    // What was ended is closed in the next turn of the loop.
    await new Promise((resolve) => setImmediate(resolve))
  }

  async #listen(tellOfPlain: () => void): Promise<void> {
    const first = await this.#open(this.#url)
    const channels = Array.from({ length: CHANNELS }, (_, i) => `tallymark:{${i}}:${this.#name}`)
    try {
      const shards = await shardsOf(first.client, this.#url, channels)
      for (const shard of shards) {
        const one = shard.url === this.#url ? first : await this.#open(shard.url)
        await Promise.all(shard.channels.map((channel) => one.client.sSubscribe(channel, this.#heard)))
        const ways = shard.channels.map((channel) => ({
          channel,
          publish: (text: string) => one.client.sPublish(channel, text),
        }))
        this.#ways = [...this.#ways, ...ways]
      }
    } catch (why) {
      if (!/unknown command/i.test(String(why))) throw why
      tellOfPlain()
      const channel = `tallymark:${this.#name}`
      await first.client.subscribe(channel, this.#heard)
      this.#ways = [{ channel, publish: (text) => first.client.publish(channel, text) }]
    }
  }

  async #open(url: string): Promise<RedisClient> {
    const client = openRedisClient(url, (why) => this.#owner.lost(why))
    this.#clients.push(client)
    if (this.#isEnded) client.end()
    await client.client.connect()
    return client
  }

  readonly #heard = (text: string): void => this.#owner.heard(text)

  #nextWay(): Way {
    this.#next = (this.#next + 1) % this.#ways.length
    return this.#ways[this.#next] as Way
  }
}
