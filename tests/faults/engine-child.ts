import { flushCompileCache } from 'node:module'
import { createEngine, DEFAULT_LIMITS, type Engine } from '../../packages/server/src/engine/engine.ts'
import { SYSTEM_CLOCK } from '../../packages/server/src/engine/ports/clock.ts'
import type { Synchronous } from '../../packages/server/src/storage/sqlite/open-database.ts'
import { openSqliteStore } from '../../packages/server/src/storage/sqlite/open-sqlite-store.ts'
import { aroundStore } from '../../packages/server/testing/around-store.ts'

/** How a child opens its database. */
export interface EngineChildOptions {
  readonly file: string
  readonly synchronous: Synchronous
  /** Acknowledges each commit this long before it is made; 0 for as it should be. */
  readonly acknowledgesEarlyMs: number
}

/** A use case that a child is asked for, by name. */
export interface Asked {
  readonly id: number
  readonly useCase: keyof Engine | 'check' | 'close'
  readonly input: unknown
}

/** What it came to: the answer or the refusal of the use case; nothing if it threw. */
export interface Answered {
  readonly id: number
  readonly outcome?: unknown
  readonly fault?: string
}

flushCompileCache()
const options = JSON.parse(process.argv[2] as string) as EngineChildOptions
const lasting = await openSqliteStore(options)
const store = options.acknowledgesEarlyMs === 0 ? lasting : aroundStore(lasting, acknowledgeEarly)
const engine = createEngine(store, SYSTEM_CLOCK, { ...DEFAULT_LIMITS, onFault: () => {} })

process.on('message', async ({ id, useCase, input }: Asked) => {
  try {
    const outcome = await run(useCase, input)
    process.send?.({ id, outcome } satisfies Answered)
  } catch (error) {
    process.send?.({ id, fault: String(error) } satisfies Answered)
  }
  if (useCase === 'close') process.disconnect()
})
process.send?.({ id: 0 } satisfies Answered)

async function run(useCase: Asked['useCase'], input: unknown): Promise<unknown> {
  if (useCase === 'close') return close()
  if (useCase === 'check') return store.check()
  return (engine[useCase] as (of: unknown) => unknown)(input)
}

async function close(): Promise<void> {
  await engine.stop()
  await lasting.close()
}

function acknowledgeEarly<T>({ call, run }: { readonly call: string; readonly run: () => Promise<T> }): Promise<T> {
  if (call !== 'commit') return run()
  setTimeout(() => void run().catch(() => {}), options.acknowledgesEarlyMs)
  return Promise.resolve() as Promise<T>
}
