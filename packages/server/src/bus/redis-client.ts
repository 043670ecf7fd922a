import { createClient } from '@redis/client'

/** A client of one Redis or Valkey server, and what ends it. */
export type RedisClient = ReturnType<typeof openRedisClient>

/**
 * A client that is not connected yet. It never connects anew, keeps nothing while it is away, and has no deadlines of its own: all of that is
 * the bus's. `lost` is called when its connection is gone, at least once.
 */
export function openRedisClient(url: string, lost: (why: Error) => void) {
  const ending = new AbortController()
  const client = createClient({
    url,
    RESP: 3,
    name: 'tallymark-bus',
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    commandOptions: { timeout: 0 },
    socket: { reconnectStrategy: false, signal: ending.signal },
  })
  client.on('error', lost)
  client.on('end', () => lost(new Error('the connection ended')))
  client.on('sharded-channel-moved', () => lost(new Error('a channel moved to another server')))
  // It cannot be ended while it connects: so it is when it has.
  client.on('connect', () => {
    if (ending.signal.aborted) client.destroy()
  })
  const end = (): void => {
    ending.abort()
    client.destroy()
  }
  return { client, end }
}
