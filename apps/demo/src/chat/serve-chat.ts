import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from './asked.ts'
import type { Host } from './host.ts'
import { sendPageFile } from './page-files.ts'
import { personOf } from './people.ts'
import { Refused } from './refused.ts'
import type { Route } from './routes.ts'
import { isOurHost } from './trusted.ts'

/** A page that shows several people sends all their tokens with its one stream of events. */
const BEARER = /^bearer +([\w.,-]+)$/i

/** Answers the requests for the page and its chat. */
export const serveChat =
  (host: Host, routes: readonly Route[]) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await answer(host, routes, request, response)
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused(500, 'Something went wrong on our side.')
      if (refused !== error) host.logger.error({ err: error }, 'the demo failed')
      if (response.headersSent) response.destroy()
      else sendJson(response, refused.status, { error: refused.message })
    }
  }

async function answer(host: Host, routes: readonly Route[], request: IncomingMessage, response: ServerResponse) {
  response.setHeader('x-content-type-options', 'nosniff')
  if (!isOurHost(request, host))
    throw new Refused(421, 'This name is not one of this machine: name its origin with --allowed-origins.')
  const url = URL.parse(request.url ?? '', 'http://here')
  if (url === null) throw new Refused(400, 'The address is not well written.')
  const { pathname, searchParams: query } = url
  const { method = '' } = request
  if (['GET', 'HEAD'].includes(method) && (await sendPageFile(pathname, response))) return
  const [route, params] = find(routes, method, pathname)
  const userIds = route.isOpen === true ? [] : await bearersOf(host, request)
  const said = await route.answer({ request, response, params, query, userIds, body: await readBody(request) })
  if (said !== undefined) sendJson(response, 200, said)
}

function find(routes: readonly Route[], method: string, pathname: string) {
  const parts = pathname.split('/')
  for (const route of routes) {
    const names = route.path.split('/')
    const fits = names.length === parts.length && names.every((name, i) => name[0] === ':' || name === parts[i])
    if (route.method !== method || !fits) continue
    const params = names.flatMap((name, i) => (name[0] === ':' ? [[name.slice(1), textOf(parts[i] ?? '')]] : []))
    return [route, Object.fromEntries(params) as Readonly<Record<string, string>>] as const
  }
  throw new Refused(404, 'There is nothing at this address.')
}

function textOf(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Refused(400, 'The address is not well written.')
  }
}

/** The people whose tokens a request carries: each must be good, and of somebody of the demo. */
async function bearersOf(host: Host, { headers }: IncomingMessage): Promise<readonly string[]> {
  const tokens = BEARER.exec(headers.authorization ?? '')?.[1]?.split(',') ?? []
  const userIds = await Promise.all(tokens.map((token) => host.userOf(token)))
  const people = userIds.filter((userId) => userId !== undefined && personOf(userId) !== undefined)
  if (people.length === 0 || people.length < tokens.length)
    throw new Refused(401, 'Log in first, and send the token as a bearer.')
  return people as readonly string[]
}

function sendJson(response: ServerResponse, status: number, said: unknown): void {
  const text = JSON.stringify(said)
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(text)
}
