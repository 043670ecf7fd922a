import type { IncomingMessage, RequestListener } from 'node:http'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { refuse } from '@tallymark/core'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { Registry } from 'prom-client'
import type * as z from 'zod'
import type { Access } from '../access/access.ts'
import type { Engine } from '../engine/engine.ts'
import { faultsOf } from '../engine/input-faults.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Store } from '../engine/ports/store.ts'
import { TallymarkError } from '../engine/tallymark-error.ts'
import type { EventStreams } from '../realtime/endpoint/event-streams.ts'
import type { App } from './app.ts'
import { authenticate } from './authenticate.ts'
import { allowOrigins } from './cors.ts'
import { handleError } from './errors.ts'
import { parseJsonBody } from './json-body.ts'
import { answerMalformed } from './malformed-request.ts'
import { createMeters } from './meters.ts'
import { observe } from './observe.ts'
import { documentationOptions, documentOptions } from './openapi/document.ts'
import { parseQuery } from './query-text.ts'
import { addConversationRoutes } from './routes/conversations.ts'
import { addFeedRoutes } from './routes/feed.ts'
import { addHealthRoutes } from './routes/health.ts'
import { addMarkRoutes } from './routes/marks.ts'
import { addMessageRoutes } from './routes/messages.ts'
import { addMetricsRoute } from './routes/metrics.ts'
import { addOpenapiRoute } from './routes/openapi.ts'
import { addParticipantRoutes } from './routes/participants.ts'
import { addProblemsRoute } from './routes/problems.ts'
import { addServedApp } from './routes/served-app.ts'
import { addStatusRoutes } from './routes/statuses.ts'
import { addUnreadRoutes } from './routes/unread.ts'
import { addUserRoutes } from './routes/users.ts'
import { sendRefusal } from './send.ts'

/** What an HTTP server is made of. The parts stay the caller's to end, after the server. */
export interface HttpParts {
  readonly engine: Engine
  readonly store: Pick<Store, 'check'>
  readonly clock: Clock
  readonly access: Access
  readonly logger: Logger | false
  /** Whether requests are taken; as long as the engine takes commands if nothing is said. */
  readonly isOpen?: () => boolean
  /** Whether more requests are wanted; the same if nothing is said. */
  readonly isReady?: () => boolean
  /** Feeds by server-sent events; without them those routes are not there. */
  readonly streams?: EventStreams
  /** Origins whose pages may read what they are answered; none if nothing is said. */
  readonly allowedOrigins?: readonly string[]
  /** A registry that no other server uses; one of its own if none is given. */
  readonly metrics?: Registry
  /** Answers every address that is not Tallymark's; without it there is nothing there. */
  readonly servedApp?: RequestListener | undefined
}

/** The biggest body (HTT2). */
export const BODY_MAX_BYTES = 1_048_576

/** The HTTP server, ready to listen or to be asked by `inject`. `close` ends it and everything that it started. */
export async function createHttp(parts: HttpParts): Promise<FastifyInstance> {
  const metrics = parts.metrics ?? new Registry()
  const meters = createMeters(metrics, parts.engine)
  const { engine, streams, allowedOrigins = [], isOpen = engine.isOpen, isReady = isOpen } = parts
  const app = Fastify({
    ...LIMITS,
    ...(parts.logger !== false && { loggerInstance: parts.logger as FastifyBaseLogger }),
    logController: new LogController({ disableRequestLogging: true }),
    // A logger for each request would cost more than the line it writes.
    childLoggerFactory: (logger) => logger,
    return503OnClosing: false,
    frameworkErrors: handleError,
    clientErrorHandler: answerMalformed,
  })
  readBodies(app)
  app.decorateRequest('identity')
  app.decorateReply('refusalCode', undefined)
  app.setErrorHandler(handleError)
  app.setNotFoundHandler((_request, reply) => sendRefusal(reply, refuse('unknown_route')))
  app.addHook('onResponse', observe(meters))
  if (allowedOrigins.length > 0) app.addHook('onRequest', allowOrigins(allowedOrigins))
  await app.register(swagger, documentOptions)
  await app.register(swaggerUi, documentationOptions)
  const typed = app as unknown as App
  addHealthRoutes(typed, { ...parts, isReady })
  addMetricsRoute(typed, metrics)
  addOpenapiRoute(typed)
  addProblemsRoute(typed)
  await app.register(async (v1) => {
    v1.addHook('onRequest', authenticate(parts.access, isOpen))
    for (const add of V1) add(v1 as unknown as App, { engine, meters })
    if (streams !== undefined) addFeedRoutes(v1 as unknown as App, streams)
  })
  if (parts.servedApp !== undefined) addServedApp(app, parts.servedApp)
  await app.ready()
  return app
}

const V1 = [
  addUserRoutes,
  addConversationRoutes,
  addParticipantRoutes,
  addMessageRoutes,
  addMarkRoutes,
  addStatusRoutes,
  addUnreadRoutes,
]

const LIMITS = {
  bodyLimit: BODY_MAX_BYTES,
  requestTimeout: 30_000,
  http: {
    headersTimeout: 10_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 8_192,
    // Whoever would rather speak HTTP/2 (Java's client asks each time) is answered as if it had not said so.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
  },
  // Room for any id of 128 characters in percent-encoding, and for those that are too long to be refused by their schema.
  routerOptions: { maxParamLength: 4_096, querystringParser: parseQuery },
}

/** Bodies are JSON and nothing else; they are validated once, and answers are written as they are. */
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseJsonBody)
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (input) => {
    const parsed = schema.safeParse(input)
    if (parsed.success) return { value: parsed.data }
    return { error: new TallymarkError({ refused: 'invalid_input', errors: faultsOf(parsed.error) }) }
  })
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer))
}
