import type { ClientFrame, CloseReason, ServerFrame, UserId } from '@tallymark/core'
import type { Access } from '../src/access/access.ts'
import { createEngine, DEFAULT_LIMITS, type Engine } from '../src/engine/engine.ts'
import type { CommitListener } from '../src/engine/ports/commit-listener.ts'
import type { Store } from '../src/engine/ports/store.ts'
import type { FeedConnection } from '../src/realtime/feed-connection.ts'
import { DEFAULT_FEED_LIMITS, type FeedLimits } from '../src/realtime/feed-limits.ts'
import { Feeds } from '../src/realtime/feeds.ts'
import type { Frame } from '../src/realtime/frame.ts'
import type { Pipe } from '../src/realtime/pipe.ts'
import type { Timers } from '../src/realtime/timers.ts'
import { openStore } from '../src/storage/open-store.ts'
import { ManualTime } from './manual-time.ts'

/** A device of the tests: what it was sent, write by write, and how it was closed. */
export class Device implements Pipe {
  readonly writes: (readonly ServerFrame[])[] = []
  waitingBytes = 0
  closed: CloseReason | undefined
  connection: FeedConnection | undefined

  /** All frames that it was sent. */
  get frames(): readonly ServerFrame[] {
    return this.writes.flat()
  }

  /** The frames of one type. */
  of<Type extends ServerFrame['type']>(type: Type): readonly Extract<ServerFrame, { type: Type }>[] {
    return this.frames.filter((frame): frame is Extract<ServerFrame, { type: Type }> => frame.type === type)
  }

  write(frames: readonly Frame[]): void {
    this.writes.push(frames.map(({ said, bytes }) => (JSON.parse(bytes.toString()) as ServerFrame) ?? said))
  }

  close(reason: CloseReason): void {
    this.closed = reason
  }

  say(frame: ClientFrame): void {
    this.connection?.receive(JSON.stringify(frame))
  }

  /** Forgets what it was sent so far. */
  clear(): void {
    this.writes.length = 0
  }
}

/** A server's feeds on a store in memory and a time that is let pass by hand. */
export interface FeedChat extends AsyncDisposable {
  readonly engine: Engine
  readonly store: Store
  readonly feeds: Feeds
  readonly time: ManualTime
  /** Connects a device that brings a token: the user's id stands for it, `key` for an API key; `null` says nothing. */
  connect(user: string | null): Promise<Device>
  /** Connects one that also watches `c1`. */
  watch(user: string, asked?: { from?: number; to?: number }): Promise<Device>
}

interface FeedChatOptions {
  readonly limits?: Partial<FeedLimits>
  readonly relay?: (deliver: CommitListener) => CommitListener
  readonly around?: (store: Store) => Store
  readonly access?: Partial<Access>
}

/** Opens one with these people in `c1`. */
export async function openFeedChat(people: readonly string[], options: FeedChatOptions = {}): Promise<FeedChat> {
  const time = new ManualTime()
  const opened = await openStore(':memory:')
  const store = options.around?.(opened) ?? opened
  const clock = { now: () => time.clockNow }
  const engine = createEngine(store, clock, {
    ...DEFAULT_LIMITS,
    onFault: () => undefined,
    ...(options.relay && { relay: options.relay }),
  })
  const access: Access = { identify: (token) => identityOf(token), isValid: () => true, ...options.access }
  const limits = { ...DEFAULT_FEED_LIMITS, ...options.limits }
  const parts = { engine, store, clock, timers: time as Timers, random: () => 0.5, limits, access }
  const feeds = new Feeds({ ...parts, onFault: () => undefined })
  await engine.createConversation({ conversationId: 'c1' as never, participants: [...people] as UserId[] })
  const connect = async (user: string | null): Promise<Device> => {
    const device = new Device()
    device.connection = feeds.connect(device)
    if (user !== null) device.say({ type: 'hello', token: user })
    await time.settle()
    return device
  }
  const watch: FeedChat['watch'] = async (user, asked = {}) => {
    const device = await connect(user)
    device.say({ type: 'watch', conversationId: 'c1', ...asked })
    await time.settle()
    return device
  }
  const end = async (): Promise<void> => {
    await Promise.all([feeds.stop(), time.settle()])
    await engine.stop()
    await opened.close()
  }
  return { engine, store, feeds, time, connect, watch, [Symbol.asyncDispose]: end }
}

/** A token that is a user's id, with the time it ends behind a point if it does; `key` is an API key's; none is `nobody`. */
function identityOf(token: string): ReturnType<Access['identify']> {
  if (token === 'nobody') return undefined
  if (token === 'key') return { kind: 'key', keyId: 'key' }
  const [userId, expiresAt] = token.split('@')
  return {
    kind: 'user',
    userId: userId as UserId,
    expiresAt: expiresAt === undefined ? Number.MAX_SAFE_INTEGER : Number(expiresAt),
  }
}
