import type { Clock } from '../engine/ports/clock.ts'
import type { Store } from '../engine/ports/store.ts'
import { ApiKeyRing } from './api-key-ring.ts'
import type { Identity } from './identity.ts'
import { type JwtClaims, JwtVerifier } from './jwt.ts'
import { type JwtKeySettings, loadJwtKeys } from './jwt-keys.ts'

/** How JWTs are verified. */
export interface JwtSettings extends JwtKeySettings, JwtClaims {}

/** What access is decided by. */
export interface AccessParts {
  readonly store: Pick<Store, 'apiKeys'>
  readonly clock: Clock
  /** An API key beside those of the store. */
  readonly apiKey?: string | undefined
  /** Without it no JWT is accepted. */
  readonly jwt?: JwtSettings | undefined
}

/** Tells who asks (ACC1). */
export interface Access {
  /**
   * Whom a bearer token stands for, or `undefined` for nobody; at once where it is known already. Rejects if the store or the
   * keys of the JWTs had to be asked and could not be.
   */
  identify(token: string): Identity | undefined | Promise<Identity | undefined>
  /**
   * Whether the API key with this id is still valid, as the store said at most two seconds ago (ACC2); at once where that is known.
   * Rejects with a `StoreError` if the store had to be asked and could not be.
   */
  isValid(keyId: string): boolean | Promise<boolean>
}

/** Makes the access of a server. Rejects if the settings of the JWTs are no good; the message says what to do. */
export async function createAccess({ store, clock, apiKey, jwt }: AccessParts): Promise<Access> {
  const ring = new ApiKeyRing(store, clock, apiKey)
  const verifier = jwt && new JwtVerifier(await loadJwtKeys(jwt), claimsOf(jwt), clock)
  return {
    identify(token) {
      const keyId = ring.find(token)
      if (keyId instanceof Promise) return keyId.then(keyIdentity)
      if (keyId !== undefined || verifier === undefined || !JWT.test(token)) return keyIdentity(keyId)
      return verifier.verify(token)
    },
    isValid: (keyId) => ring.isValid(keyId),
  }
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/

const claimsOf = ({ audience, issuer }: JwtSettings): JwtClaims => ({
  ...(audience !== undefined && { audience }),
  ...(issuer !== undefined && { issuer }),
})

const keyIdentity = (keyId: string | undefined): Identity | undefined =>
  keyId === undefined ? undefined : { kind: 'key', keyId }
