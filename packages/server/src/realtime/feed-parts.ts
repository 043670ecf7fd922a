import type { Access } from '../access/access.ts'
import type { Engine } from '../engine/engine.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Timers } from '../engine/ports/timers.ts'
import type { FanOuts } from './fan-outs.ts'
import type { FeedLimits } from './feed-limits.ts'
import type { InboxFeeds } from './inbox-feeds.ts'

/** What connections work with. */
export interface FeedParts {
  readonly engine: Pick<Engine, 'markRead' | 'markDelivered' | 'markUnread'>
  readonly epoch: string
  readonly clock: Clock
  readonly timers: Timers
  readonly limits: FeedLimits
  readonly access: Access
  readonly fanOuts: FanOuts
  readonly inboxes: InboxFeeds
  readonly onFault: (fault: unknown) => void
}
