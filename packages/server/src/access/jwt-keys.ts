import { readFile } from 'node:fs/promises'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose'
import { TallymarkError } from '../engine/tallymark-error.ts'

/** Where the keys that JWTs are verified with come from: exactly one of the three. */
export interface JwtKeySettings {
  /** A secret for HS256, at least 32 bytes. */
  readonly secret?: string
  /** The path of a file with a JSON Web Key Set of public keys. */
  readonly jwksFile?: string
  /** The address of such a set. */
  readonly jwksUrl?: string
}

/** Keys to verify with, and the algorithms that they are for. */
export interface JwtKeys {
  readonly algorithms: readonly string[]
  readonly keyOf: JWTVerifyGetKey
}

const PUBLIC_KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const // prettier-ignore

/** The shortest secret that RFC 7518 §3.2 allows for HS256. */
const SECRET_MIN_BYTES = 32

/** Loads the keys. Throws if the settings do not name exactly one source, or it is no good; the message says what to do. */
export async function loadJwtKeys({ secret, jwksFile, jwksUrl }: JwtKeySettings): Promise<JwtKeys> {
  if ([secret, jwksFile, jwksUrl].filter((source) => source !== undefined).length !== 1)
    throw new Error('JWTs are verified with exactly one of a secret, a JWKS file and a JWKS URL: set one of them.')
  if (secret !== undefined) return secretKey(secret)
  if (jwksFile !== undefined) {
    const keys = boundKeys(JSON.parse(await readFile(jwksFile, 'utf8')), jwksFile)
    return { algorithms: PUBLIC_KEY_ALGORITHMS, keyOf: createLocalJWKSet(keys) }
  }
  return { algorithms: PUBLIC_KEY_ALGORITHMS, keyOf: keptWhileAway(new URL(jwksUrl as string)) }
}

/** The keys at an address, looked at again every ten minutes and for a key that is not known; those that came last while they cannot be fetched. */
function keptWhileAway(url: URL): JWTVerifyGetKey {
  let cameAt = Number.NEGATIVE_INFINITY
  let tryAt = Number.NEGATIVE_INFINITY
  const fetched: FetchImplementation = async (...of) => {
    const response = await fetchBoundKeys(...of)
    cameAt = performance.now()
    return response
  }
  const remote = createRemoteJWKSet(url, { [customFetch]: fetched })
  const kept = (): JSONWebKeySet | undefined => (performance.now() - cameAt < KEPT_MS ? remote.jwks() : undefined)
  return async (...of) => {
    const keys = kept()
    if (keys !== undefined && performance.now() < tryAt) return createLocalJWKSet(keys)(...of)
    try {
      return await remote(...of)
    } catch (error) {
      const isAway = error instanceof TallymarkError || error instanceof errors.JWKSTimeout
      if (!isAway || keys === undefined) throw error
      tryAt = performance.now() + AGAIN_MS
      return createLocalJWKSet(keys)(...of)
    }
  }
}

/** For how long keys that cannot be fetched anew are still believed, and how often that is tried meanwhile, in milliseconds. */
const KEPT_MS = 86_400_000
const AGAIN_MS = 10_000

function secretKey(secret: string): JwtKeys {
  const bytes = new TextEncoder().encode(secret)
  if (bytes.length < SECRET_MIN_BYTES)
    throw new Error(`The JWT secret has ${bytes.length} bytes: HS256 needs at least ${SECRET_MIN_BYTES} (RFC 7518).`)
  return { algorithms: ['HS256'], keyOf: async () => bytes }
}

const fetchBoundKeys: FetchImplementation = async (url, options) => {
  try {
    const response = await fetch(url, options)
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}`)
    return Response.json(boundKeys(await response.json(), url))
  } catch (cause) {
    throw new TallymarkError({ refused: 'internal', detail: KEYS_UNAVAILABLE }, { cause })
  }
}

const KEYS_UNAVAILABLE = 'The keys that JWTs are verified with cannot be fetched at present.'

/** The public keys of a set, each bound to one algorithm (RFC 8725 §3.1): a set can never bring a secret. */
function boundKeys(set: unknown, source: string): JSONWebKeySet {
  const { keys } = (set ?? {}) as { keys?: unknown }
  if (!Array.isArray(keys)) throw new Error(`${source} is not a JSON Web Key Set: it has no list "keys".`)
  return {
    keys: (keys as JWK[]).flatMap((key) => {
      const alg = key.alg ?? algorithmOf(key)
      return key.kty === 'oct' || alg === undefined ? [] : [{ ...key, alg }]
    }),
  }
}

function algorithmOf({ kty, crv }: JWK): string | undefined {
  if (kty === 'RSA') return 'RS256'
  if (kty === 'OKP') return crv === 'Ed25519' ? 'EdDSA' : undefined
  return { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[String(crv)]
}
