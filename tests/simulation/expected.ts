import type { ConversationId, MessageId, ServerFrame, Snapshot, UserId } from '@tallymark/core'
import { isRefusal } from '@tallymark/core'
import { createEngine, DEFAULT_LIMITS, type Engine } from '../../packages/server/src/engine/engine.ts'
import { DEFAULT_FEED_LIMITS } from '../../packages/server/src/realtime/feed-limits.ts'
import { Feeds } from '../../packages/server/src/realtime/feeds.ts'
import type { Frame } from '../../packages/server/src/realtime/frame.ts'
import type { Pipe } from '../../packages/server/src/realtime/pipe.ts'
import { OwnTime } from './sim-time.ts'
import type { World } from './world.ts'

/** What a fresh process says of a conversation to a viewer. */
export interface Fresh {
  readonly snapshot: Snapshot | undefined
  readonly own: Extract<ServerFrame, { type: 'own' }> | undefined
  readonly refused: string | undefined
}

/** A process of its own on the world's store, without faults, that knows only what is stored. */
export class FreshServer {
  readonly engine: Engine
  readonly #feeds: Feeds
  readonly #world: World
  readonly #time: OwnTime

  constructor(world: World) {
    this.#world = world
    this.#time = new OwnTime(world.time)
    const clock = { now: () => world.clockNow() }
    const onFault = (fault: unknown): void => world.fail(`a fresh server failed: ${String(fault)}`)
    this.engine = createEngine(world.store, clock, { ...DEFAULT_LIMITS, onFault })
    const access = { identify: () => undefined, isValid: () => true }
    const limits = { ...DEFAULT_FEED_LIMITS, namesUpTo: world.settings.namesUpTo }
    const timers = this.#time.timers
    const parts = { engine: this.engine, store: world.store, clock, timers, random: () => 0, limits, access, onFault }
    this.#feeds = new Feeds(parts)
  }

  /** A fresh picture through a window. */
  async look(userId: string, conversationId: string, window: { from: number; to: number | null }): Promise<Fresh> {
    const heard: ServerFrame[] = []
    const pipe: Pipe = {
      waitingBytes: 0,
      write: (frames: readonly Frame[]) => heard.push(...frames.map(({ said }) => said)),
      close: () => undefined,
    }
    const identity = { kind: 'user', userId: userId as UserId, expiresAt: Number.MAX_SAFE_INTEGER } as const
    const connection = this.#feeds.connect(pipe, { identity })
    const { from, to } = window
    connection.receive(JSON.stringify({ type: 'watch', conversationId, from, ...(to !== null && { to }) }))
    await this.#world.time.pass(0)
    await this.#world.time.pass(0)
    connection.ended()
    return {
      snapshot: heard.find((said) => said.type === 'snapshot'),
      own: heard.find((said) => said.type === 'own'),
      refused: heard.find((said) => said.type === 'refused')?.code,
    }
  }

  /** The tallies of messages by the way of questions, which goes past all that feeds are made of. */
  async tallies(
    userId: string,
    conversationId: string,
    messageIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    if (messageIds.length === 0) return new Map()
    const answer = await this.engine.getSummaries({
      conversationId: conversationId as ConversationId,
      messageIds: messageIds as readonly string[] as MessageId[],
      viewerId: userId as UserId,
    })
    if (isRefusal(answer)) return new Map()
    return new Map(
      answer.summaries.map((one) => [
        one.messageId,
        'refused' in one
          ? one.refused
          : [one.totalRecipients, one.deliveredCount, one.readCount, one.hiddenCount, one.overallStatus].join(' '),
      ]),
    )
  }

  end(): void {
    this.#time.end()
  }
}
