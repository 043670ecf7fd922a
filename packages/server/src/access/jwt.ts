import { hash } from 'node:crypto'
import { isId, type UserId } from '@tallymark/core'
import { decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import type { Clock } from '../engine/ports/clock.ts'
import { TallymarkError } from '../engine/tallymark-error.ts'
import type { UserIdentity } from './identity.ts'
import type { JwtKeys } from './jwt-keys.ts'
import { VerifiedTokens } from './verified-tokens.ts'

/** What a JWT must say beside its keys; what is left out is not asked for. */
export interface JwtClaims {
  readonly audience?: string
  readonly issuer?: string
}

/** The longest JWT that is looked at. */
const TOKEN_MAX_LENGTH = 16_384
const KEY_ID_MAX_LENGTH = 128
/** How long a JWT is accepted after its end, and before its beginning, because clocks differ (ACC3). */
export const JWT_LEEWAY_MS = 30_000

/** Verifies JWTs (ACC3). */
export class JwtVerifier {
  readonly #keys: JwtKeys
  readonly #claims: JwtClaims
  readonly #clock: Clock
  readonly #verified = new VerifiedTokens()

  constructor(keys: JwtKeys, claims: JwtClaims, clock: Clock) {
    this.#keys = keys
    this.#claims = claims
    this.#clock = clock
  }

  /** Whose a valid JWT is, or `undefined`. Rejects if the keys had to be fetched and could not be. */
  verify(token: string): UserIdentity | undefined | Promise<UserIdentity | undefined> {
    if (token.length > TOKEN_MAX_LENGTH) return undefined
    const digest = hash('sha256', token, 'base64')
    return this.#verified.find(digest, this.#clock.now()) ?? this.#verify(token, digest)
  }

  async #verify(token: string, digest: string): Promise<UserIdentity | undefined> {
    const now = this.#clock.now()
    const claims = await this.#claimsOf(token, now)
    if (claims === undefined) return undefined
    const { sub, exp } = claims
    if (typeof sub !== 'string' || !isId(sub) || exp === undefined || !Number.isFinite(exp)) return undefined
    const expiresAt = Math.min(Math.floor(exp * 1_000), Number.MAX_SAFE_INTEGER)
    const identity: UserIdentity = { kind: 'user', userId: sub as UserId, expiresAt }
    this.#verified.add(digest, identity, expiresAt + JWT_LEEWAY_MS, now)
    return identity
  }

  async #claimsOf(token: string, now: number): Promise<JWTPayload | undefined> {
    try {
      if (!isPlainHeader(decodeProtectedHeader(token))) return undefined
      const { payload } = await jwtVerify(token, this.#keys.keyOf, {
        algorithms: [...this.#keys.algorithms],
        clockTolerance: JWT_LEEWAY_MS / 1_000,
        currentDate: new Date(now),
        ...this.#claims,
      })
      return payload
    } catch (error) {
      // It was not the token that failed, but the fetching of the keys.
      if (error instanceof TallymarkError) throw error
      return undefined
    }
  }
}

const KINDS = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt'])

/** Whether a header only says how the token is signed: it must not bring keys, say where they are, or ask for extensions. */
function isPlainHeader(header: Readonly<Record<string, unknown>>): boolean {
  if (['jwk', 'jku', 'x5u', 'x5c', 'crit', 'zip', 'enc'].some((name) => Object.hasOwn(header, name))) return false
  const { kid, typ } = header
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > KEY_ID_MAX_LENGTH)) return false
  return KINDS.has(typeof typ === 'string' ? typ.toLowerCase() : (typ as undefined))
}
