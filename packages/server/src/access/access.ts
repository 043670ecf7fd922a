import type { Clock } from '../engine/ports/clock.ts'
import type { Store } from '../engine/ports/store.ts'
import { ApiKeyRing } from './api-key-ring.ts'
import type { Identity } from './identity.ts'
import { type JwtClaims, JwtVerifier } from './jwt.ts'
import { type JwtKeySettings, loadJwtKeys } from './jwt-keys.ts'

/** How JWTs are verified. */
export interface JwtSettings extends JwtKeySettings, JwtClaims {}

/** The API key of an app, and the secret of the JWTs that it signs (HS256). */
export interface AppAccess {
  readonly apiKey: string
  readonly secret: string
}

/** What access is decided by. */
export interface AccessParts {
  readonly store: Pick<Store, 'apiKeys'>
  readonly clock: Clock
  /** An API key beside those of the store. */
  readonly apiKey?: string | undefined
  /** Without it no JWT is accepted. */
  readonly jwt?: JwtSettings | undefined
  /** What an app that is served beside is let in by, with its users. */
  readonly app?: AppAccess | undefined
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
export async function createAccess({ store, clock, apiKey, jwt, app }: AccessParts): Promise<Access> {
  const ring = new ApiKeyRing(store, clock, { settings: apiKey, app: app?.apiKey })
  const verifierOf = async (of: JwtSettings) => new JwtVerifier(await loadJwtKeys(of), claimsOf(of), clock)
  const verifier = jwt && (await verifierOf(jwt))
  const appVerifier = app && (await verifierOf({ secret: app.secret }))
  return {
    identify(token) {
      const keyId = ring.find(token)
      if (keyId instanceof Promise) return keyId.then(keyIdentity)
      if (keyId !== undefined || !JWT.test(token)) return keyIdentity(keyId)
      return appVerifier === undefined ? verifier?.verify(token) : verifyByEither(token, appVerifier, verifier)
    },
    isValid: (keyId) => ring.isValid(keyId),
  }
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/

async function verifyByEither(token: string, first: JwtVerifier, second: JwtVerifier | undefined) {
  return (await first.verify(token)) ?? second?.verify(token)
}

const claimsOf = ({ audience, issuer }: JwtSettings): JwtClaims => ({
  ...(audience !== undefined && { audience }),
  ...(issuer !== undefined && { issuer }),
})

const keyIdentity = (keyId: string | undefined): Identity | undefined =>
  keyId === undefined ? undefined : { kind: 'key', keyId }
