/** The parts of the server that feeds are made of, without HTTP, so that a process which has only these starts quickly. */

export { createAccess } from '../../../packages/server/src/access/access.ts'
export { createEngine, DEFAULT_LIMITS } from '../../../packages/server/src/engine/engine.ts'
export { SYSTEM_CLOCK } from '../../../packages/server/src/engine/ports/clock.ts'
export { SYSTEM_TIMERS } from '../../../packages/server/src/engine/ports/timers.ts'
export { answerOnSocket } from '../../../packages/server/src/http/answer-on-socket.ts'
export { Traffic } from '../../../packages/server/src/realtime/endpoint/traffic.ts'
export { WebSocketEndpoint } from '../../../packages/server/src/realtime/endpoint/web-socket-endpoint.ts'
export { DEFAULT_FEED_LIMITS, type FeedLimits } from '../../../packages/server/src/realtime/feed-limits.ts'
export { Feeds } from '../../../packages/server/src/realtime/feeds.ts'
export { openSqliteStore } from '../../../packages/server/src/storage/sqlite/open-sqlite-store.ts'
