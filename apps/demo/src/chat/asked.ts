import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refused } from './refused.ts'

/** A request as a route sees it. */
export interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What stands in the address at the places that the route names. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Whose tokens the request carries; nobody's on routes that need none. The first is who asks. */
  readonly userIds: readonly string[]
  /** The fields of the body. */
  readonly body: Readonly<Record<string, unknown>>
}

/** The biggest body. */
const MOST_BYTES = 65_536

/** Reads the fields of a body, which must be JSON: what a form of a foreign page could send is none. */
export async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BYTES) throw new Refused(413, `A body has at most ${MOST_BYTES} bytes.`)
    chunks.push(chunk)
  }
  if (size === 0) return {}
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new Refused(415, 'Send JSON, as application/json.')
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
    if (typeof body === 'object' && body !== null) return body as Readonly<Record<string, unknown>>
  } catch {}
  throw new Refused(400, 'The body must be a JSON object.')
}

/** A field that must be a text of 1 to so many characters. */
export function textIn({ body }: Asked, field: string, most: number): string {
  const value = body[field]
  if (typeof value === 'string' && value.length > 0 && value.length <= most) return value
  throw new Refused(400, `${field} must be a text of 1 to ${most} characters.`)
}

/** A number of the query within bounds; `otherwise` where it is not there. */
export function numberIn({ query }: Asked, field: string, most: number, otherwise: number): number {
  const text = query.get(field)
  if (text === null) return otherwise
  if (/^[1-9]\d{0,5}$/.test(text) && Number(text) <= most) return Number(text)
  throw new Refused(400, `${field} must be a whole number from 1 to ${most}.`)
}
