import {
  type ClientFrame,
  type CloseReason,
  type ConversationId,
  type ConversationSettings,
  isRefusal,
  type MessageId,
  type ServerFrame,
  type UserId,
  type Watch,
} from '@tallymark/core'
import type { Access } from '../src/access/access.ts'
import { createEngine, DEFAULT_LIMITS, type Engine } from '../src/engine/engine.ts'
import type { NodeOptions } from '../src/engine/nodes/nodes.ts'
import type { CommitListener } from '../src/engine/ports/commit-listener.ts'
import type { Store } from '../src/engine/ports/store.ts'
import type { Timers } from '../src/engine/ports/timers.ts'
import type { FeedConnection } from '../src/realtime/feed-connection.ts'
import { DEFAULT_FEED_LIMITS, type FeedLimits } from '../src/realtime/feed-limits.ts'
import { Feeds } from '../src/realtime/feeds.ts'
import type { Frame } from '../src/realtime/frame.ts'
import type { Pipe } from '../src/realtime/pipe.ts'
import { openStore } from '../src/storage/open-store.ts'
import { ManualTime } from './manual-time.ts'
import { seqs } from './store-contract/sample-rows.ts'

/** A device of the tests: what it was sent, write by write, and how it was closed. */
export class Device implements Pipe {
  readonly writes: (readonly ServerFrame[])[] = []
  /** When each write came. */
  readonly times: number[] = []
  /** The frames as they were given to it, so that a test can tell which are the same. */
  readonly given: Frame[] = []
  waitingBytes = 0
  closed: CloseReason | undefined
  connection: FeedConnection | undefined
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** All frames that it was sent. */
  get frames(): readonly ServerFrame[] {
    return this.writes.flat()
  }

  /** The frames of one type. */
  of<Type extends ServerFrame['type']>(type: Type): readonly Extract<ServerFrame, { type: Type }>[] {
    return this.frames.filter((frame): frame is Extract<ServerFrame, { type: Type }> => frame.type === type)
  }

  write(frames: readonly Frame[]): void {
    this.writes.push(frames.map(({ bytes }) => JSON.parse(bytes.toString()) as ServerFrame))
    this.times.push(this.#now())
    this.given.push(...frames)
  }

  close(reason: CloseReason): void {
    this.closed = reason
  }

  say(frame: ClientFrame): void {
    this.sayText(JSON.stringify(frame))
  }

  sayText(text: string): void {
    this.connection?.receive(text)
  }

  /** Forgets what it was sent so far. */
  clear(): void {
    this.writes.length = 0
    this.times.length = 0
    this.given.length = 0
  }

  /** The network is gone. */
  cut(): void {
    this.connection?.ended()
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
  watch(user: string, asked?: Partial<Watch>): Promise<Device>
  /** What a device would be told of `c1` by a server that has just started on the same store. */
  fresh(user: string, asked?: Partial<Watch>): Promise<Device>
  /** Posts the next messages of `c1`: `m1`, `m2`… by their seqs; `null` posts as the system. */
  post(sender: string | null, count?: number): Promise<void>
  /** Marks a SeqSet of `c1`. */
  read(user: string, set: string, isPrivate?: boolean): Promise<unknown>
  deliver(user: string, set: string): Promise<unknown>
  join(user: string, history?: 'all' | 'none'): Promise<unknown>
  leave(user: string): Promise<unknown>
  settings(settings: Partial<ConversationSettings>): Promise<unknown>
}

/** How the server of a chat is set up. */
export interface FeedChatOptions {
  readonly limits?: Partial<FeedLimits>
  readonly relay?: ((deliver: CommitListener) => CommitListener) | undefined
  readonly around?: (store: Store) => Store
  readonly access?: Partial<Access>
  readonly replicaBytes?: number
  readonly random?: () => number
  readonly onFault?: (fault: unknown) => void
  readonly node?: NodeOptions
}

/** Opens one with these people in `c1`. */
export async function openFeedChat(people: readonly string[], options: FeedChatOptions = {}): Promise<FeedChat> {
  const time = new ManualTime()
  const opened = await openStore(':memory:')
  const store = options.around?.(opened) ?? opened
  const { engine, feeds } = serverOn(store, time, options)
  await engine.createConversation({ conversationId, participants: [...people] as UserId[] })
  const end = async (): Promise<void> => {
    await Promise.all([feeds.stop(), time.settle()])
    await engine.stop()
    await opened.close()
  }
  return {
    ...{ engine, store, feeds, time },
    connect: (user) => connectTo(feeds, time, user),
    watch: (user, asked) => watchAt(feeds, time, user, asked),
    fresh: async (user, asked) => {
      const { feeds: started } = serverOn(store, time, { ...options, relay: undefined })
      const device = await watchAt(started, time, user, asked)
      await started.stop()
      return device
    },
    ...verbs(engine),
    [Symbol.asyncDispose]: end,
  }
}

/** A server on a store. */
export function serverOn(store: Store, time: ManualTime, options: FeedChatOptions): { engine: Engine; feeds: Feeds } {
  const clock = { now: () => time.clockNow }
  const onFault = options.onFault ?? (() => undefined)
  const engine = createEngine(store, clock, {
    ...DEFAULT_LIMITS,
    onFault,
    node: options.node,
    timers: time,
    ...(options.relay && { relay: options.relay }),
    ...(options.replicaBytes !== undefined && { replicaBytes: options.replicaBytes }),
  })
  const access: Access = { identify: (token) => identityOf(token), isValid: () => true, ...options.access }
  const limits = { ...DEFAULT_FEED_LIMITS, ...options.limits }
  const random = options.random ?? (() => 0.5)
  const feeds = new Feeds({ engine, store, clock, timers: time as Timers, random, limits, access, onFault })
  return { engine, feeds }
}

/** Connects a device to a server. */
export async function connectTo(feeds: Feeds, time: ManualTime, user: string | null): Promise<Device> {
  const device = new Device(() => time.now())
  device.connection = feeds.connect(device)
  if (user !== null) device.say({ type: 'hello', token: user })
  await time.settle()
  return device
}

/** Connects a device to a server, and watches `c1` by it. */
export async function watchAt(
  feeds: Feeds,
  time: ManualTime,
  user: string,
  asked: Partial<Watch> = {},
): Promise<Device> {
  const device = await connectTo(feeds, time, user)
  device.say({ type: 'watch', conversationId: 'c1', ...asked })
  await time.settle()
  return device
}

const conversationId = 'c1' as ConversationId

function verbs(engine: Engine): Pick<FeedChat, 'post' | 'read' | 'deliver' | 'join' | 'leave' | 'settings'> {
  const who = (user: string) => ({ conversationId, userId: user as UserId })
  return {
    async post(sender, count = 1) {
      const conversation = await engine.getConversation({ conversationId })
      const head = isRefusal(conversation) ? 0 : conversation.head
      const ids = Array.from({ length: count }, (_, i) => `m${head + 1 + i}` as MessageId)
      const from = sender === null ? {} : { senderId: sender as UserId }
      await Promise.all(ids.map((messageId) => engine.post({ conversationId, messageId, ...from })))
    },
    read: (user, set, isPrivate = false) =>
      engine.markRead({ conversationId, recipientId: user as UserId, seqs: seqs(set), private: isPrivate }),
    deliver: (user, set) => engine.markDelivered({ conversationId, recipientId: user as UserId, seqs: seqs(set) }),
    join: (user, history = 'none') => engine.join({ ...who(user), history }),
    leave: (user) => engine.leave(who(user)),
    settings: (settings) => engine.createConversation({ conversationId, settings }),
  }
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
