import type { PostgresDatabase } from '../postgres/postgres-database.ts'
import type { Scenario } from '../scenario.ts'
import { bulk } from './bulk.ts'
import { bundle } from './bundle.ts'
import { busLatency } from './bus-latency.ts'
import { connections } from './connections.ts'
import { disk } from './disk.ts'
import { growth } from './growth.ts'
import { hot } from './hot.ts'
import { http } from './http.ts'
import { largeStorm } from './large-storm.ts'
import { latency } from './latency.ts'
import { loop } from './loop.ts'
import { marks } from './marks.ts'
import { oneToOne } from './one-to-one.ts'
import { pause } from './pause.ts'
import { status } from './status.ts'
import { storm } from './storm.ts'
import { unread } from './unread.ts'
import { watchedStatus } from './watched-status.ts'

/** Everything that is measured on SQLite, in the order of the table. */
export const SQLITE_SCENARIOS: readonly Scenario[] = [
  marks({ conversations: 1_024, members: 2, messages: 600 }, { brief: 15, transaction: null, bare: 0.5 }),
  marks({ conversations: 16, members: 100, messages: 400 }, { brief: 10, transaction: null, bare: 0.5 }),
  marks({ conversations: 2, members: 1_000, messages: 320 }, { brief: 30, transaction: null, bare: 0.5 }),
  bulk({ brief: 300, transaction: null, one: 1 / 1.5 }),
  disk({ rows: 'brief', single: { atMost: 60 }, scroll: { atMost: 1 } }),
  status,
  watchedStatus,
  unread,
  http,
  loop,
  storm({ members: 10, warmUp: 20, rounds: 9, targets: { frames: { ratio: 1 }, cpu: { ratio: 1 / 1.5 } } }),
  storm({ members: 10, inFlight: 1, warmUp: 10, rounds: 9, isSlow: true }),
  storm({ members: 50, warmUp: 6, rounds: 3, isSlow: true }),
  storm({ members: 100, warmUp: 4, rounds: 3, isSlow: true }),
  storm({ members: 200, warmUp: 3, rounds: 2, targets: { frames: { ratio: 50 }, cpu: { ratio: 20 } } }),
  largeStorm(2_000),
  latency,
  oneToOne,
  connections,
  pause,
  bundle,
]

/** Everything that is measured on PostgreSQL, in the order of the table. */
export const POSTGRES_SCENARIOS: readonly Scenario<PostgresDatabase>[] = [
  marks({ conversations: 1_024, members: 2, messages: 450 }, { brief: 15, tuned: 4 }),
  marks({ conversations: 16, members: 100, messages: 300 }, { brief: 15, tuned: 4 }),
  marks({ conversations: 2, members: 1_000, messages: 240 }, { brief: 15, tuned: 4 }),
  bulk({ brief: 500, tuned: 10 }),
  disk({ rows: 'tuned', single: { atMost: 102 }, scroll: { atMost: 2 } }),
  hot,
  busLatency,
  growth,
]
