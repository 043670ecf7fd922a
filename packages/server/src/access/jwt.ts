import { hash } from 'node:crypto'
import { isId, type UserId } from '@tallymark/core'
import { decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import type { Clock } from '../engine/ports/clock.ts'
import { TallymarkError } from '../engine/tallymark-error.ts'
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
const LEEWAY_S = 30

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

  /** The `sub` of a valid JWT, or `undefined`. Rejects if the keys had to be fetched and could not be. */
  verify(token: string): UserId | undefined | Promise<UserId | undefined> {
    if (token.length > TOKEN_MAX_LENGTH) return undefined
    const digest = hash('sha256', token, 'base64')
    return this.#verified.find(digest, this.#clock.now()) ?? this.#verify(token, digest)
  }

  async #verify(token: string, digest: string): Promise<UserId | undefined> {
    const now = this.#clock.now()
    const claims = await this.#claimsOf(token, now)
    if (claims === undefined) return undefined
    const { sub, exp } = claims
    if (typeof sub !== 'string' || !isId(sub) || !Number.isFinite(exp)) return undefined
    this.#verified.add(digest, { userId: sub as UserId, expiresAt: ((exp as number) + LEEWAY_S) * 1_000 }, now)
    return sub as UserId
  }

  async #claimsOf(token: string, now: number): Promise<JWTPayload | undefined> {
    try {
      if (!isPlainHeader(decodeProtectedHeader(token))) return undefined
      const { payload } = await jwtVerify(token, this.#keys.keyOf, {
        algorithms: [...this.#keys.algorithms],
        clockTolerance: LEEWAY_S,
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
