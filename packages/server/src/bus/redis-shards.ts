import type { RedisClient } from './redis-client.ts'

/** A server, and the channels that are its own. */
export interface Shard {
  readonly url: string
  readonly channels: readonly string[]
}

/** Which server of a cluster each channel is on; outside of a cluster all are on the one that was asked. */
export async function shardsOf(
  client: RedisClient['client'],
  url: string,
  channels: readonly string[],
): Promise<readonly Shard[]> {
  const { mode } = await client.hello()
  if (String(mode) !== 'cluster') return [{ url, channels }]
  const ranges = await client.clusterSlots()
  const slots = await Promise.all(channels.map((channel) => client.clusterKeySlot(channel)))
  const urls = slots.map((slot) => {
    const range = ranges.find(({ from, to }) => Number(from) <= slot && slot <= Number(to))
    if (range === undefined) throw new Error('the cluster has no server for some channels')
    return urlOf(url, String(range.master.host), Number(range.master.port))
  })
  return [...Map.groupBy(channels, (_, i) => urls[i] as string)].map(([of, some]) => ({ url: of, channels: some }))
}

/** The same address, but of another server; one that has no name is where the first one is. */
function urlOf(url: string, host: string, port: number): string {
  const other = new URL(url)
  if (host !== '' && host !== '?' && host !== 'null') other.hostname = host.includes(':') ? `[${host}]` : host
  other.port = String(port)
  return other.href
}
