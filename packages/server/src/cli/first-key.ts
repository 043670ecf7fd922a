import { createApiKey } from '../access/api-key.ts'
import type { Store } from '../engine/ports/store.ts'

/** Makes an API key if the database holds none at all, revoked ones included (OPS4): the only time that it can be told. */
export async function firstKey(store: Store, now: number): Promise<string | undefined> {
  if ((await store.apiKeys()).length > 0) return undefined
  const { key, record } = createApiKey('first start', now)
  await store.addApiKey(record)
  return key
}
