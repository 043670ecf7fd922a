import type { Change, ConversationId, Own, Refused, ServerFrame, Snapshot, UserId } from '@tallymark/core'
import * as z from 'zod'
import type { Engine } from '../engine/engine.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Store } from '../engine/ports/store.ts'
import { SYSTEM_TIMERS } from '../engine/ports/timers.ts'
import { conversationId, userId } from '../engine/schema.ts'
import { closedError } from '../engine/tallymark-error.ts'
import { DEFAULT_FEED_LIMITS } from './feed-limits.ts'
import { Feeds } from './feeds.ts'
import type { Frame } from './frame.ts'
import type { Pipe } from './pipe.ts'

const seq = z.int().min(1)

export const watchInput = z
  .strictObject({ conversationId, viewerId: userId.optional(), from: seq.optional(), to: seq.optional() })
  .refine(
    ({ from, to }) => to === undefined || (from !== undefined && from <= to),
    'to needs a from that is not after it',
  )

export interface WatchInput {
  readonly conversationId: ConversationId
  /** Whose picture it is; without it the chat's own, which sees what a message's sender would. */
  readonly viewerId?: UserId | undefined
  /** The first and last message of the window; without `from` the newest 50 and all that come. */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** What a watch in the same process hears: first a snapshot, then changes, the viewer's own truth between them; `refused` ends it. */
export type WatchEvent = Snapshot | Change | Own | Refused

/** Feeds for listeners in the same process (CON9). Made with the first watch, so that whoever watches nothing has no timers. */
export class WatchesInProcess {
  readonly #make: () => Feeds
  readonly #onFault: (fault: unknown) => void
  #feeds: Feeds | undefined
  #isStopped = false

  constructor(engine: Engine, store: Store, clock: Clock, onFault: (fault: unknown) => void) {
    const limits = {
      ...DEFAULT_FEED_LIMITS,
      connections: Number.POSITIVE_INFINITY,
      silenceMs: Number.POSITIVE_INFINITY,
    }
    const access = { identify: () => undefined, isValid: () => true }
    const parts = { engine, store, clock, timers: SYSTEM_TIMERS, random: Math.random, limits, access, onFault }
    this.#make = () => new Feeds(parts)
    this.#onFault = onFault
  }

  /** Tells a listener until what is given back is called, or the watch is refused. What the listener throws is reported as a fault. Throws `stopping` once it is stopped. */
  watch({ viewerId, ...asked }: WatchInput, listener: (event: WatchEvent) => void): () => void {
    if (this.#isStopped) throw closedError()
    this.#feeds ??= this.#make()
    const end = (): void => {
      pipe.isOpen = false
      connection.ended()
    }
    const pipe = new ListenerPipe((event) => {
      try {
        listener(event)
      } catch (fault) {
        this.#onFault(fault)
      }
      if (event.type === 'refused') end()
    })
    const connection = this.#feeds.connect(pipe, { identity: { kind: 'key', keyId: 'in-process' }, userId: viewerId })
    connection.receive(JSON.stringify({ type: 'watch', ...asked }))
    return end
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#feeds?.stop()
  }
}

class ListenerPipe implements Pipe {
  readonly waitingBytes = 0
  isOpen = true
  readonly #listener: (event: WatchEvent) => void

  constructor(listener: (event: WatchEvent) => void) {
    this.#listener = listener
  }

  write(frames: readonly Frame[]): void {
    for (const { said } of frames) if (this.isOpen && isWatchEvent(said)) this.#listener(frozen(said))
  }

  close(): void {
    this.isOpen = false
  }
}

/** Freezes what is told with all that is in it: others are told the same (LIB3). */
function frozen<T>(told: T): T {
  if (typeof told !== 'object' || told === null || Object.isFrozen(told)) return told
  for (const part of Object.values(told)) frozen(part)
  return Object.freeze(told)
}

const isWatchEvent = (said: ServerFrame): said is WatchEvent =>
  said.type === 'snapshot' || said.type === 'change' || said.type === 'own' || said.type === 'refused'
