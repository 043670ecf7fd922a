import { Lanes } from './lanes.ts'
import { KeptLive } from './nodes/kept-live.ts'
import type { NodeOptions } from './nodes/nodes.ts'
import type { EngineLimits, EngineParts } from './parts.ts'
import type { Clock } from './ports/clock.ts'
import type { CommitListener } from './ports/commit-listener.ts'
import type { Store } from './ports/store.ts'
import { SYSTEM_TIMERS, type Timers } from './ports/timers.ts'
import { createConversation } from './use-cases/create-conversation.ts'
import { deleteMessage } from './use-cases/delete-message.ts'
import { eraseUser } from './use-cases/erase-user.ts'
import { getConversation } from './use-cases/get-conversation.ts'
import { getInbox } from './use-cases/get-inbox.ts'
import { getMessageStatus } from './use-cases/get-message-status.ts'
import { getParticipant } from './use-cases/get-participant.ts'
import { getSummaries } from './use-cases/get-summaries.ts'
import { getUnread } from './use-cases/get-unread.ts'
import { getUser } from './use-cases/get-user.ts'
import { join } from './use-cases/join.ts'
import { leave } from './use-cases/leave.ts'
import { markDelivered, markRead } from './use-cases/mark.ts'
import { markMany } from './use-cases/mark-many.ts'
import { markUnread } from './use-cases/mark-unread.ts'
import { post } from './use-cases/post.ts'
import { postWithin } from './use-cases/post-within.ts'
import { putUser } from './use-cases/put-user.ts'
import { removeConversation } from './use-cases/remove-conversation.ts'
import { setSharing } from './use-cases/set-sharing.ts'

/** What an engine may be told. */
export interface EngineOptions extends EngineLimits {
  /** How many commands may wait for a commit before more are refused (ENG2). */
  readonly queueLimit: number
  /** Hears of every fault that became a refusal. */
  readonly onFault: (fault: unknown) => void
  /** The most bytes of memory for replicas (FED11); 256 MiB if nothing is said. */
  readonly replicaBytes?: number
  /** What stands between commits and those who hear of them; nothing if nothing is said. */
  readonly relay?: (deliver: CommitListener) => CommitListener
  /** This node among others that serve the same database; nothing if it is the only one. */
  readonly node?: NodeOptions | undefined
  /** Lets time pass; the process's own if nothing is said. */
  readonly timers?: Timers
}

const DEFAULT_REPLICA_BYTES = 256 * 1_048_576

/** The bounds of an engine that was told none. */
export const DEFAULT_LIMITS = { maxRanges: 1_000, queueLimit: 10_000 } as const

/** Every use case, on one store. Inputs must be valid; outcomes that are not what was asked for are refusals, never thrown. */
export type Engine = ReturnType<typeof createEngine>

/** The engine on this store. The store stays the caller's to close, after `stop`. */
export function createEngine(store: Store, clock: Clock, options: EngineOptions) {
  const { replicaBytes = DEFAULT_REPLICA_BYTES, node, relay, timers = SYSTEM_TIMERS, onFault } = options
  const live = new KeptLive({ reader: store, replicaBytes, node, relay, timers, onFault })
  const lanes = new Lanes(store, clock, { ...options, onCommit: live.committed })
  const parts: EngineParts = { lanes, reader: store, replicas: live.replicas, limits: options }
  return {
    /** What is kept in memory of the store. */
    live: () => live,
    putUser: putUser(parts),
    getUser: getUser(parts),
    eraseUser: eraseUser(parts),
    createConversation: createConversation(parts),
    getConversation: getConversation(parts),
    removeConversation: removeConversation(parts),
    join: join(parts),
    leave: leave(parts),
    setSharing: setSharing(parts),
    getParticipant: getParticipant(parts),
    post: post(parts),
    postWithin: postWithin({ store, clock, lanes, onCommit: live.committed }),
    deleteMessage: deleteMessage(parts),
    markDelivered: markDelivered(parts),
    markRead: markRead(parts),
    markMany: markMany(parts),
    markUnread: markUnread(parts),
    getMessageStatus: getMessageStatus(parts),
    getSummaries: getSummaries(parts),
    getUnread: getUnread(parts),
    getInbox: getInbox(parts),
    /** How many commands wait for a commit. */
    queueDepth: () => lanes.depth,
    /** Whether commands are taken. */
    isOpen: () => lanes.isOpen,
    /** Takes no more commands; resolves when all that were taken are answered (ENG3). */
    stop: async () => {
      await lanes.stop()
      live.nodes.stop()
    },
  }
}
