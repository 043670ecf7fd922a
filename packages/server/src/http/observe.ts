import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Meters } from './meters.ts'

/** Counts a request once it is answered, by its route and never by its address (HTT4, OPS3). */
export const observe =
  (meters: Meters) =>
  (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const route = request.routeOptions.url ?? 'none'
    const isStream = request.routeOptions.config.isStream === true && reply.statusCode === 200
    if (!isStream) meters.request(request.method, route, reply.statusCode, reply.elapsedTime)
    if (reply.refusalCode !== undefined) meters.refusal(reply.refusalCode)
    request.log.debug(
      { requestId: request.id, method: request.method, route, status: reply.statusCode, ms: reply.elapsedTime },
      'answered',
    )
    done()
  }
