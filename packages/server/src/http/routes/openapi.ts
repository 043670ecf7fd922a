import type { App } from '../app.ts'

/** Tells the OpenAPI document (HTT3). */
export function addOpenapiRoute(app: App): void {
  app.get('/openapi.json', { schema: { hide: true } as object }, (_request, reply) => reply.send(app.swagger()))
}
