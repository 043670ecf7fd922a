import { readFile } from 'node:fs/promises'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
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
  const keyOf = createRemoteJWKSet(new URL(jwksUrl as string), { [customFetch]: fetchBoundKeys })
  return { algorithms: PUBLIC_KEY_ALGORITHMS, keyOf }
}

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
