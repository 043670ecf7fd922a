import type { Scenario } from '../scenario.ts'
import { bulk } from './bulk.ts'
import { disk } from './disk.ts'
import { http } from './http.ts'
import { loop } from './loop.ts'
import { marks } from './marks.ts'
import { status } from './status.ts'
import { unread } from './unread.ts'

/** Everything that is measured, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [
  marks({ conversations: 1_024, members: 2, messages: 300 }, 15),
  marks({ conversations: 16, members: 100, messages: 200 }, 10),
  marks({ conversations: 2, members: 1_000, messages: 160 }, 30),
  bulk,
  disk,
  status,
  unread,
  http,
  loop,
]
