/** The parts of the server that a node is made of, without HTTP, so that a process which has only these starts quickly. */

export { openBus } from '../../../packages/server/src/bus/open-bus.ts'
export { createEngine, DEFAULT_LIMITS, type Engine } from '../../../packages/server/src/engine/engine.ts'
export { SYSTEM_CLOCK } from '../../../packages/server/src/engine/ports/clock.ts'
export { SYSTEM_TIMERS } from '../../../packages/server/src/engine/ports/timers.ts'
export { markReadInput } from '../../../packages/server/src/engine/use-cases/mark.ts'
export {
  type WatchEvent,
  WatchesInProcess,
  watchInput,
} from '../../../packages/server/src/realtime/watch-in-process.ts'
export { openPostgresStore } from '../../../packages/server/src/storage/postgres/open-postgres-store.ts'
