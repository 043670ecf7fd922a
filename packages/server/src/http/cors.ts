import type { FastifyReply, FastifyRequest } from 'fastify'

const METHODS = 'GET, PUT, POST, DELETE'
const HEADERS = 'authorization, content-type'
/** How long a browser may remember what it was told, in seconds. */
const MAX_AGE = '600'

/**
 * Lets pages of these origins, letter by letter, read what they are answered (CON3). What they send is judged as from anywhere: who asks
 * is told by a token alone, never by what a browser adds by itself.
 */
export const allowOrigins = (origins: readonly string[]) => {
  const allowed: ReadonlySet<string> = new Set(origins)
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const { origin } = request.headers
    reply.header('vary', 'origin')
    if (origin === undefined || !allowed.has(origin)) {
      done()
      return
    }
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-expose-headers', 'retry-after')
    if (request.method !== 'OPTIONS') {
      done()
      return
    }
    reply.header('access-control-allow-methods', METHODS)
    reply.header('access-control-allow-headers', HEADERS)
    reply.header('access-control-max-age', MAX_AGE)
    reply.code(204).send()
  }
}
