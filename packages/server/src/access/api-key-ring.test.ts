import { beforeEach, expect, test } from 'vitest'
import type { ApiKeyRecord } from '../engine/ports/records.ts'
import { createApiKey } from './api-key.ts'
import { ApiKeyRing } from './api-key-ring.ts'

let records: ApiKeyRecord[]
let reads: number
let isDown: boolean
let now: number
let ring: ApiKeyRing

const store = {
  apiKeys: async () => {
    reads += 1
    if (isDown) throw new Error('the store is down')
    return [...records]
  },
}

const add = (name: string) => {
  const { key, record } = createApiKey(name, now)
  records.push(record)
  return { key, keyId: record.keyId }
}
const revoke = (keyId: string) => {
  records = records.map((record) => (record.keyId === keyId ? { ...record, revokedAt: now } : record))
}

const KEYS_BESIDE = { settings: 'the key of the settings', app: 'the key of the app' }
const NO_KEYS_BESIDE = { settings: undefined, app: undefined }

beforeEach(() => {
  records = []
  reads = 0
  isDown = false
  now = 1_000_000
  ring = new ApiKeyRing(store, { now: () => now }, KEYS_BESIDE)
})

test('[ACC2] a key is random, and only its hash is kept', () => {
  const { key, record } = createApiKey('server', 5)
  expect(key).toMatch(/^tmk_[0-9a-f]{16}_[\w-]{43}$/)
  expect(record).toMatchObject({ name: 'server', createdAt: 5, revokedAt: null })
  expect(record.hash).toMatch(/^[0-9a-f]{64}$/)
  expect(JSON.stringify(record)).not.toContain(key.slice(21))
  expect(createApiKey('server', 5).key).not.toBe(key)
})

test('[ACC2] a key is found, and from then on without waiting', async () => {
  const { key, keyId } = add('server')
  expect(await ring.find(key)).toBe(keyId)
  expect(ring.find(key)).toBe(keyId)
  now += 2_000
  expect(ring.find(key)).toBe(keyId)
  expect(reads).toBe(1)
})

test('[ACC2] a key with another secret or of another form is not found', async () => {
  const { key } = add('server')
  expect(await ring.find(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined()
  expect(await ring.find(key.slice(0, -1))).toBeUndefined()
  expect(await ring.find(`${key}A`)).toBeUndefined()
  expect(await ring.find(key.toUpperCase())).toBeUndefined()
  expect(await ring.find('')).toBeUndefined()
})

test('[ACC2] a revoked key is refused within 5 seconds, however often it is used', async () => {
  const { key, keyId } = add('server')
  expect(await ring.find(key)).toBe(keyId)
  revoke(keyId)
  for (let ms = 0; ms < 5_000; ms += 100) {
    now += 100
    await ring.find(key)
  }
  expect(ring.find(key)).toBeUndefined()
})

test('[ACC2] a revoked key is refused after 5 seconds of silence', async () => {
  const { key, keyId } = add('server')
  expect(await ring.find(key)).toBe(keyId)
  revoke(keyId)
  now += 5_000
  expect(await ring.find(key)).toBeUndefined()
})

test('[ACC2] a revoked key is refused after the clock was set back', async () => {
  const { key, keyId } = add('server')
  expect(await ring.find(key)).toBe(keyId)
  revoke(keyId)
  now -= 3_600_000
  expect(await ring.find(key)).toBeUndefined()
})

test('[ACC2] while the store does not answer, a key is trusted for less than 5 seconds', async () => {
  const { key, keyId } = add('server')
  expect(await ring.find(key)).toBe(keyId)
  isDown = true
  now += 3_000
  expect(ring.find(key)).toBe(keyId)
  now += 2_000
  await expect(ring.find(key)).rejects.toThrow('the store is down')
  isDown = false
  expect(await ring.find(key)).toBe(keyId)
})

test('[ACC2] a new key is accepted at once, and guessing does not flood the store', async () => {
  const first = add('first')
  await ring.find(first.key)
  const second = add('second')
  expect(await ring.find(second.key)).toBe(second.keyId)
  const before = reads
  for (let i = 0; i < 1_000; i += 1) await ring.find(createApiKey('guess', now).key)
  expect(reads - before).toBeLessThanOrEqual(1)
  now += 1_001
  const third = add('third')
  expect(await ring.find(third.key)).toBe(third.keyId)
})

test('[ACC1] the key of the settings is found without the store', () => {
  expect(ring.find('the key of the settings')).toBe('settings')
  expect(reads).toBe(0)
})

test('[ACC1] [OPS6] the key of an app is found beside that of the settings', () => {
  expect(ring.find('the key of the app')).toBe('app')
  expect(ring.find('the key of the apq')).toBeUndefined()
  expect(ring.isValid('app')).toBe(true)
  expect(reads).toBe(0)
})

test('[ACC1] without a key in the settings there is none', async () => {
  const bare = new ApiKeyRing(store, { now: () => now }, NO_KEYS_BESIDE)
  expect(await bare.find('')).toBeUndefined()
  expect(await bare.find('undefined')).toBeUndefined()
})

test('[ACC2] whether a key is valid is told by its id, asking the store at most every two seconds', async () => {
  const { keyId } = add('server')
  expect(await ring.isValid(keyId)).toBe(true)
  for (let i = 0; i < 100; i += 1) expect(ring.isValid(keyId)).toBe(true)
  expect(ring.isValid('0123456789abcdef')).toBe(false)
  expect(reads).toBe(1)
})

test('[CON2] a revoked key is told within two seconds, though nobody uses it', async () => {
  const { keyId } = add('server')
  expect(await ring.isValid(keyId)).toBe(true)
  revoke(keyId)
  now += 2_001
  expect(await ring.isValid(keyId)).toBe(false)
})

test('[CON2] a key that the store cannot be asked about is neither valid nor revoked', async () => {
  const { keyId } = add('server')
  expect(await ring.isValid(keyId)).toBe(true)
  isDown = true
  now += 2_001
  await expect(ring.isValid(keyId)).rejects.toThrow('the store is down')
})

test('[CON2] the key of the settings is valid as long as the settings are', () => {
  expect(ring.isValid('settings')).toBe(true)
  expect(new ApiKeyRing(store, { now: () => now }, NO_KEYS_BESIDE).isValid('settings')).toBe(false)
  expect(reads).toBe(0)
})
