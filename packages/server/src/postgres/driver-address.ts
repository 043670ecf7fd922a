import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'

/** An address as the driver takes it: what it says of TLS stands by itself, so that it means what SPEC.md says (STO17) and not what a version of the driver makes of it. */
export interface DriverAddress {
  readonly connectionString: string
  /** Nothing where the address says nothing of TLS. */
  readonly ssl?: ConnectionOptions | false
  /** `direct` begins with TLS, where the server can (PostgreSQL 17), and saves a round trip. */
  readonly sslnegotiation?: 'direct'
}

const FILES = ['sslrootcert', 'sslcert', 'sslkey'] as const
const OF_TLS: ReadonlySet<string> = new Set(['ssl', 'sslmode', 'sslnegotiation', ...FILES])

const CHECKS = ['allow', 'prefer', 'require', 'verify-ca', 'verify-full']
const MODES: ReadonlySet<string> = new Set(['disable', 'no-verify', ...CHECKS])
/** What `ssl` says, which programs on Node know beside `sslmode`. */
const MODE_OF_SSL: ReadonlyMap<string, string> = new Map([
  ['true', 'verify-full'],
  ['1', 'verify-full'],
  ['false', 'disable'],
  ['0', 'disable'],
  ['no-verify', 'no-verify'],
])

/** Takes an address apart. Throws where it says of TLS what cannot be, without a word of what it says. */
export function driverAddress(url: string): DriverAddress {
  const [place, query] = parted(url)
  const params = new URLSearchParams(query)
  if (![...OF_TLS].some((name) => params.has(name))) return { connectionString: url }
  const rest = query.split('&').filter((part) => !OF_TLS.has(nameOf(part)))
  const connectionString = rest.length === 0 ? place : `${place}?${rest.join('&')}`
  const isDirect = params.get('sslnegotiation') === 'direct'
  return { connectionString, ssl: tlsOf(params), ...(isDirect && { sslnegotiation: 'direct' }) }
}

/** Before and after the first question mark: one that belongs to a password is percent-encoded. */
function parted(url: string): readonly [string, string] {
  const at = url.indexOf('?')
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
}

const nameOf = (part: string): string => [...new URLSearchParams(part).keys()][0] ?? ''

function tlsOf(params: URLSearchParams): ConnectionOptions | false {
  const ssl = params.get('ssl')
  const mode = params.get('sslmode') ?? (ssl === null ? 'verify-full' : (MODE_OF_SSL.get(ssl) ?? ''))
  if (!MODES.has(mode)) throw new Error('its sslmode must be disable, no-verify, require, verify-ca or verify-full')
  if (mode === 'disable') return false
  const [ca, cert, key] = FILES.map((name) => textOf(name, params.get(name)))
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(mode === 'no-verify' && { rejectUnauthorized: false }),
    // Of CAs that sign for everybody a name is all that tells one server from another.
    ...(mode === 'verify-ca' && ca !== undefined && { checkServerIdentity: () => undefined }),
  }
}

/** They are read for each connection, so that files that were renewed are taken without a restart. `system` means the CAs that Node trusts. */
function textOf(name: (typeof FILES)[number], path: string | null): string | undefined {
  if (path === null || path === '' || (name === 'sslrootcert' && path === 'system')) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`the file that ${name} names cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
