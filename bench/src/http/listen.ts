import type { FastifyInstance } from 'fastify'

/** Listens on a free port of this machine alone, tells it the process that started this one, and ends with that process. */
export async function listen(app: Pick<FastifyInstance, 'listen'>): Promise<void> {
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  process.on('disconnect', () => process.exit())
  process.send?.(address)
}
