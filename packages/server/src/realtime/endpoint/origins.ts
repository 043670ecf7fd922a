import type { IncomingMessage } from 'node:http'

const HOST = /^[\w.-]+(:\d+)?$|^\[[\da-fA-F:.]+\](:\d+)?$/

/**
 * Whether a browser's page may connect (CON3): one of this server's own origin, as the client addressed it, or of one that is named,
 * letter by letter. What sends no Origin is no browser. What proxies say of the address is not believed.
 */
export function isOriginAllowed({ headers, socket }: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = headers
  if (origin === undefined || allowed.includes(origin)) return true
  if (host === undefined || !HOST.test(host)) return false
  const scheme = 'encrypted' in socket ? 'https' : 'http'
  return URL.parse(`${scheme}://${host}`)?.origin === origin
}
