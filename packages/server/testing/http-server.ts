import { createHmac } from 'node:crypto'
import { text as streamText } from 'node:stream/consumers'
import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { type Logger, pino } from 'pino'
import { createAccess, type JwtSettings } from '../src/access/access.ts'
import { createApiKey } from '../src/access/api-key.ts'
import { createEngine, DEFAULT_LIMITS, type Engine } from '../src/engine/engine.ts'
import type { Store } from '../src/engine/ports/store.ts'
import { createHttp } from '../src/http/create-http.ts'
import { EventStreams } from '../src/realtime/endpoint/event-streams.ts'
import { Traffic } from '../src/realtime/endpoint/traffic.ts'
import { DEFAULT_FEED_LIMITS } from '../src/realtime/feed-limits.ts'
import { openStore } from '../src/storage/open-store.ts'
import { FakeDoor } from './fake-door.ts'
import { HandTimers } from './hand-timers.ts'

/** The secret that the tests' JWTs are signed with. */
export const JWT_SECRET = 'a secret of the tests, 32 bytes or more'
/** When the tests begin. */
export const START = Date.UTC(2026, 0, 1)

/** Who asks: nobody, the chat by its API key, or a user by its JWT. */
export type Caller = 'nobody' | 'key' | { readonly user: string }

/** A server of the tests, on a database in memory, with a clock of its own. */
export interface HttpServer {
  readonly app: FastifyInstance
  readonly engine: Engine
  readonly store: Store
  readonly clock: { now(): number; at: number }
  readonly key: string
  readonly logLines: readonly string[]
  /** What stands for the feeds, and the time that passes for their streams. */
  readonly door: FakeDoor
  readonly timers: HandTimers
  readonly streams: EventStreams
  ask(caller: Caller, method: string, url: string, body?: unknown): Promise<Answer>
  end(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly body: AnswerBody
}

/** What tests look at by name in an answer. */
export interface AnswerBody {
  readonly code?: string
  readonly type?: string
  readonly errors?: readonly { readonly path: string }[]
  readonly results?: readonly unknown[]
  readonly sharing?: string
}

interface HttpServerOptions {
  readonly around?: (store: Store) => Store
  readonly jwt?: JwtSettings
  readonly queueLimit?: number
  readonly allowedOrigins?: readonly string[]
  readonly connections?: number
}

/** Starts a server without a socket. */
export async function startHttp(options: HttpServerOptions = {}): Promise<HttpServer> {
  const opened = await openStore(':memory:')
  const store = options.around?.(opened) ?? opened
  const clock = { at: START, now: () => clock.at }
  const engine = createEngine(store, clock, {
    ...DEFAULT_LIMITS,
    queueLimit: options.queueLimit ?? DEFAULT_LIMITS.queueLimit,
    onFault: () => undefined,
  })
  const { key, record } = createApiKey('tests', START)
  await opened.addApiKey(record)
  const access = await createAccess({ store, clock, jwt: options.jwt ?? { secret: JWT_SECRET } })
  const logLines: string[] = []
  const logger: Logger = pino({ level: 'trace' }, { write: (line: string) => logLines.push(line) })
  const [door, timers] = [new FakeDoor(), new HandTimers()]
  const limits = { ...DEFAULT_FEED_LIMITS, connections: options.connections ?? DEFAULT_FEED_LIMITS.connections }
  const streams = new EventStreams({ feeds: door, traffic: new Traffic(), timers, limits })
  const allowedOrigins = options.allowedOrigins ?? []
  const app = await createHttp({ engine, store, clock, access, logger, streams, allowedOrigins })
  const ask: HttpServer['ask'] = async (caller, method, url, body) => {
    const authorization = authorizationOf(caller, key, clock.at)
    const response = await app.inject({
      method: method as 'GET',
      url,
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      payloadAsStream: true,
    })
    return answerOf(response)
  }
  const end = async () => {
    streams.end()
    await app.close()
    await engine.stop()
    await opened.close()
  }
  return { app, engine, store, clock, key, logLines, door, timers, streams, ask, end }
}

/** What was answered; of a stream, which does not end, only that there is one: it is hung up on. */
async function answerOf(response: LightMyRequestResponse): Promise<Answer> {
  const { statusCode: status, headers } = response
  const type = String(headers['content-type'])
  if (type === 'text/event-stream') response.stream().destroy()
  const text = type === 'text/event-stream' ? '' : await streamText(response.stream())
  return { status, headers, text, body: type.includes('json') && text !== '' ? JSON.parse(text) : {} }
}

const authorizationOf = (caller: Caller, key: string, now: number): string | undefined => {
  if (caller === 'nobody') return undefined
  return `Bearer ${caller === 'key' ? key : tokenOf(caller.user, now)}`
}

/** A JWT of this user that is good for an hour. */
export const tokenOf = (userId: string, now: number): string =>
  signed({ alg: 'HS256', typ: 'JWT' }, { sub: userId, exp: now / 1_000 + 3_600 }, JWT_SECRET)

/** A JWT with whatever header and claims, signed with HMAC. */
export function signed(header: unknown, claims: unknown, secret: string | Buffer, hash = 'sha256'): string {
  const head = `${part(header)}.${part(claims)}`
  return `${head}.${createHmac(hash, secret).update(head).digest('base64url')}`
}

/** One part of a JWT; a text is taken as JSON already. */
export const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/**
 * Alice, bob and carol in c1 with m1 to m3 by alice and m4 that is deleted; dave left after m1; erin joined after m3. Mallory is
 * a user of c2 alone, where only senders see receipts.
 */
export async function populate({ engine }: HttpServer): Promise<void> {
  const c1 = 'c1' as ConversationId
  const c2 = 'c2' as ConversationId
  const post = (conversationId: ConversationId, messageId: string, senderId: string) =>
    engine.post({ conversationId, messageId: messageId as MessageId, senderId: senderId as UserId })
  const people = ['alice', 'bob', 'carol', 'dave'] as UserId[]
  await engine.putUser({ userId: 'alice' as UserId, userName: 'Alice' })
  await engine.createConversation({ conversationId: c1, participants: people })
  await engine.createConversation({ conversationId: c2, participants: ['mallory' as UserId] })
  await post(c1, 'm1', 'alice')
  await engine.leave({ conversationId: c1, userId: 'dave' as UserId })
  await post(c1, 'm2', 'alice')
  await post(c1, 'm3', 'alice')
  await engine.join({ conversationId: c1, userId: 'erin' as UserId })
  await post(c1, 'm4', 'alice')
  await engine.deleteMessage({ conversationId: c1, messageId: 'm4' as MessageId })
  await post(c2, 'm1', 'mallory')
}

/** Everything that a request could have changed, to compare before and after. */
export async function stateOf({ engine }: HttpServer): Promise<unknown> {
  const users = ['alice', 'bob', 'carol', 'dave', 'erin', 'mallory'] as UserId[]
  const conversations = ['c1', 'c2', '__proto__'] as ConversationId[]
  const participants = conversations.flatMap((conversationId) => users.map((userId) => ({ conversationId, userId })))
  return {
    users: await Promise.all(users.map((userId) => engine.getUser({ userId }))),
    conversations: await Promise.all(conversations.map((conversationId) => engine.getConversation({ conversationId }))),
    participants: await Promise.all(participants.map((of) => engine.getParticipant(of))),
    unread: await Promise.all(participants.map((of) => engine.getUnread(of))),
  }
}
