/** The parts of the server that the benchmarks measure from inside; its package exports none of them. */

export { createAccess } from '../../packages/server/src/access/access.ts'
export { createEngine, DEFAULT_LIMITS, type Engine } from '../../packages/server/src/engine/engine.ts'
export { SYSTEM_CLOCK } from '../../packages/server/src/engine/ports/clock.ts'
export type {
  ConversationRecord,
  MessageRecord,
  ParticipantRecord,
  UserRecord,
} from '../../packages/server/src/engine/ports/records.ts'
export type { Changes, Store, Transaction } from '../../packages/server/src/engine/ports/store.ts'
export { markReadInput, target, withOneTarget } from '../../packages/server/src/engine/use-cases/mark.ts'
export { createHttp } from '../../packages/server/src/http/create-http.ts'
export { recipientId } from '../../packages/server/src/http/schema.ts'
export { openPostgresStore } from '../../packages/server/src/storage/postgres/open-postgres-store.ts'
export { openDatabase } from '../../packages/server/src/storage/sqlite/open-database.ts'
export { openSqliteStore, type SqliteThread } from '../../packages/server/src/storage/sqlite/open-sqlite-store.ts'
