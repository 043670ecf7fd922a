import { hash, randomBytes } from 'node:crypto'
import type { ApiKeyRecord } from '../engine/ports/records.ts'

/** A new API key: the key itself, which nobody can tell again, and what the store keeps of it (ACC2). */
export interface NewApiKey {
  readonly key: string
  readonly record: ApiKeyRecord
}

/** Makes an API key `tmk_<keyId>_<secret>` with a secret of 256 random bits. `now` is in milliseconds since 1970. */
export function createApiKey(name: string, now: number): NewApiKey {
  const keyId = randomBytes(8).toString('hex')
  const key = `tmk_${keyId}_${randomBytes(32).toString('base64url')}`
  return { key, record: { keyId, name, hash: hashOfKey(key), createdAt: now, revokedAt: null } }
}

/** What is kept of a key: the SHA-256 of all of it, in hexadecimal. */
export const hashOfKey = (key: string | Uint8Array): string => hash('sha256', key, 'hex')

const KEY = /^tmk_([0-9a-f]{16})_[\w-]{43}$/

/** The id in a key, or `undefined` if the text has not the form of one. */
export const keyIdOf = (key: string): string | undefined => KEY.exec(key)?.[1]
