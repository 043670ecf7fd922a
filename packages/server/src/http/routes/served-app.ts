import type { RequestListener } from 'node:http'
import { refuse } from '@tallymark/core'
import type { FastifyInstance } from 'fastify'
import { sendRefusal } from '../send.ts'

/** Hands every address that is not Tallymark's to an app, bodies unread (OPS5). */
export function addServedApp(app: FastifyInstance, handle: RequestListener): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _body, done) => done(null))
    const hidden = { schema: { hide: true } as object }
    for (const address of ['/v1', '/v1/*'])
      scope.all(address, hidden, (_request, reply) => sendRefusal(reply, refuse('unknown_route')))
    scope.all('/*', { ...hidden, config: { isStream: true } }, (request, reply) => {
      reply.hijack()
      handle(request.raw, reply.raw)
    })
  })
}
