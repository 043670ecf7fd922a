import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'

/** Where the server says that it is. */
export interface Trusted {
  readonly listensOn: string
  readonly allowedOrigins: readonly string[]
}

/**
 * Whether a request names this machine as its host. A page from elsewhere can make its own name point here (DNS rebinding) and would
 * then pass for ours; it cannot do so with a number, or with a name of ours.
 */
export function isOurHost({ headers }: IncomingMessage, { listensOn, allowedOrigins }: Trusted): boolean {
  const url = URL.parse(`http://${headers.host ?? ''}`)
  if (url === null || headers.host === undefined) return false
  const name = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const machine = hostname().toLowerCase()
  const names = ['localhost', listensOn.toLowerCase(), machine, `${machine}.local`]
  return (
    isIP(name) !== 0 ||
    names.includes(name) ||
    name.endsWith('.localhost') ||
    allowedOrigins.some((origin) => new URL(origin).host === headers.host)
  )
}

/** Whether a request comes from a page of ours, or from no page at all. */
export function isOurPage({ headers }: IncomingMessage, { allowedOrigins }: Trusted): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers
  if (origin !== undefined) return origin === `http://${host}` || allowedOrigins.includes(origin)
  return site === undefined || site === 'same-origin' || site === 'none'
}
