import type { IncomingMessage } from 'node:http'
import { type Refusal, refuse, SUBPROTOCOL } from '@tallymark/core'

/** Where feeds are. */
export const FEED_PATH = '/v1/feed'

const SECRET_NAME = /token|jwt|key|auth|secret|password/i

/** Why a request cannot become the WebSocket of a feed, whoever sends it; `undefined` if it can. */
export function upgradeFault({ url = '', headers }: IncomingMessage): Refusal | undefined {
  const [path, query = ''] = url.split('?', 2) as [string, string?]
  if (path !== FEED_PATH) return refuse('unknown_route')
  // It would stand in the logs of everything between (CON1); who sends it should hear so, and not only that it is ignored.
  if ([...new URLSearchParams(query).keys()].some((name) => SECRET_NAME.test(name)))
    return refuse('bad_upgrade', NO_TOKEN)
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? []
  if (offered.length > 0 && !offered.includes(SUBPROTOCOL)) return refuse('bad_upgrade')
  return undefined
}

const NO_TOKEN = 'A token never stands in an address: send it in the first frame, hello, and get another now.'
