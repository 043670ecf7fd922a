import { refuse } from '@tallymark/core'
import type { Clock } from '../../engine/ports/clock.ts'
import type { Store } from '../../engine/ports/store.ts'
import { health } from '../answers/health.ts'
import type { App } from '../app.ts'
import { operation } from '../openapi/operation.ts'
import { send } from '../send.ts'
import { StorePulse } from '../store-pulse.ts'

const TAG = 'Operation'

const alive = operation({
  id: 'isAlive',
  tag: TAG,
  summary: 'Whether the process is alive; asks nothing of the store',
  description: 'Restart a process that does not answer. A database that is away changes nothing here.',
  answers: { 200: ['It is', health] },
  isOpen: true,
})

const ready = operation({
  id: 'isReady',
  tag: TAG,
  summary: 'Whether requests are accepted and the store answers',
  description:
    'Send requests only where this answers 200. The store is asked at most once a second; a node that was told to stop says no at once.',
  answers: { 200: ['They are, and it does', health] },
  refusals: ['storage_unavailable', 'stopping'],
  isOpen: true,
})

interface HealthParts {
  /** Whether more requests are wanted. */
  readonly isReady: () => boolean
  readonly store: Pick<Store, 'check'>
  readonly clock: Clock
}

/** Tells whether the process lives, and whether it can serve (HTT4). */
export function addHealthRoutes(app: App, { isReady, store, clock }: HealthParts): void {
  const pulse = new StorePulse(store, clock)
  app.get('/healthz', { schema: alive }, (_request, reply) => send(reply, { status: 'ok' }))
  app.get('/readyz', { schema: ready }, async (_request, reply) => {
    if (!isReady()) return send(reply, refuse('stopping'))
    return send(reply, (await pulse.isBeating()) ? { status: 'ok' } : refuse('storage_unavailable'))
  })
}
