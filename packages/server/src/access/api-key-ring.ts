import { timingSafeEqual } from 'node:crypto'
import type { Clock } from '../engine/ports/clock.ts'
import type { ApiKeyRecord } from '../engine/ports/records.ts'
import type { Store } from '../engine/ports/store.ts'
import { hashOfKey, keyIdOf } from './api-key.ts'

/** Up to this age the known keys are used as they are; beyond it they are read again behind a request. */
const FRESH_MS = 2_000
/** Beyond this age a request waits for them: well within the 5 seconds of ACC2. */
const USABLE_MS = 4_000
/** How often keys that are not known may make us look into the store, so that guessing cannot flood it. */
const UNKNOWN_MS = 1_000

/** Keys beside those of the store, by the id that goes with each; no key of the store has such an id. */
export type KeysBeside = Readonly<Record<'settings' | 'app', string | undefined>>

/** Looks API keys up, mostly without a question to the store (ACC2). */
export class ApiKeyRing {
  readonly #store: Pick<Store, 'apiKeys'>
  readonly #clock: Clock
  readonly #beside: ReadonlyMap<string, Buffer | undefined>
  #keys: ReadonlyMap<string, ApiKeyRecord> = new Map()
  /** Keys whose hash was found right since the keys were read: to compare them costs a third of hashing them again. */
  #accepted = new Map<string, Buffer>()
  #readAt = Number.NEGATIVE_INFINITY
  #lookedAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined

  /** `beside` are more keys, whatever the store holds. */
  constructor(store: Pick<Store, 'apiKeys'>, clock: Clock, beside: KeysBeside) {
    this.#store = store
    this.#clock = clock
    this.#beside = new Map(
      Object.entries(beside).map(([keyId, key]) => [keyId, key === undefined ? key : Buffer.from(key)]),
    )
  }

  /** The id of a valid key, or `undefined`. Rejects with a `StoreError` if the keys had to be read and could not be. */
  find(key: string): string | undefined | Promise<string | undefined> {
    const bytes = Buffer.from(key)
    for (const [keyId, known] of this.#beside) if (known !== undefined && equal(bytes, known)) return keyId
    const keyId = keyIdOf(key)
    if (keyId === undefined) return undefined
    const age = this.#age(this.#readAt)
    if (age > USABLE_MS) return this.#read().then(() => this.#known(keyId, bytes))
    if (this.#keys.has(keyId)) {
      // A read that fails here is tried again by the next request, and one of those will wait for it.
      if (age > FRESH_MS) this.#read().catch(() => undefined)
      return this.#known(keyId, bytes)
    }
    if (this.#age(this.#lookedAt) <= UNKNOWN_MS) return undefined
    this.#lookedAt = this.#clock.now()
    return this.#read().then(() => this.#known(keyId, bytes))
  }

  /**
   * Whether the key with this id is still valid, by keys that were read at most `FRESH_MS` ago. Rejects with a `StoreError` if they
   * had to be read and could not be.
   */
  isValid(keyId: string): boolean | Promise<boolean> {
    if (this.#beside.has(keyId)) return this.#beside.get(keyId) !== undefined
    if (this.#age(this.#readAt) <= FRESH_MS) return this.#isKept(keyId)
    return this.#read().then(() => this.#isKept(keyId))
  }

  #isKept(keyId: string): boolean {
    const record = this.#keys.get(keyId)
    return record !== undefined && record.revokedAt === null
  }

  #known(keyId: string, bytes: Buffer): string | undefined {
    const accepted = this.#accepted.get(keyId)
    if (accepted !== undefined) return equal(bytes, accepted) ? keyId : undefined
    const record = this.#keys.get(keyId)
    if (record === undefined || record.revokedAt !== null) return undefined
    if (!equal(Buffer.from(hashOfKey(bytes)), Buffer.from(record.hash))) return undefined
    this.#accepted.set(keyId, bytes)
    return keyId
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #readAll(): Promise<void> {
    const at = this.#clock.now()
    const records = await this.#store.apiKeys()
    this.#keys = new Map(records.map((record) => [record.keyId, record]))
    this.#accepted = new Map()
    this.#readAt = at
  }

  /** A clock that was set back makes everything old. */
  #age(at: number): number {
    const age = this.#clock.now() - at
    return age < 0 ? Number.POSITIVE_INFINITY : age
  }
}

const equal = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
