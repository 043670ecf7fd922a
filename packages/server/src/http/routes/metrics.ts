import type { Registry } from 'prom-client'
import type { App } from '../app.ts'

/** Speaks Prometheus (HTT4). */
export function addMetricsRoute(app: App, metrics: Registry): void {
  app.get('/metrics', { schema: { hide: true } as object }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  )
}
