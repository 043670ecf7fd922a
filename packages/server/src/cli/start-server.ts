import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as setTimeoutAsync } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type Access, type AppAccess, createAccess } from '../access/access.ts'
import { feedLimitsOf, type Settings } from '../config/settings.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Store } from '../engine/ports/store.ts'
import { createHttp } from '../http/create-http.ts'
import { addNodeMeters } from '../http/node-meters.ts'
import type { OpenNode } from '../open-node.ts'
import { CommandFailure } from './command-failure.ts'
import { FeedServer } from './feed-server.ts'

/** A server that listens. */
export interface RunningServer {
  readonly engine: Engine
  readonly access: Access
  /** Where to reach it, without a slash at the end. */
  readonly address: string
  /**
   * Says that it is not ready, and goes on for so many milliseconds, so that whoever sends requests here notices (NOD6). Then takes no more work,
   * answers what was taken, and closes every connection. The store stays open.
   */
  readonly stop: (lameMs?: number) => Promise<void>
}

/** What a server is made of. */
export interface ServerParts {
  readonly store: Store
  readonly settings: Settings
  readonly logger: Logger
  readonly clock: Clock
  /** This process among others that serve the same database; nothing if it is the only one. */
  readonly node?: OpenNode | undefined
  /** An app to serve on the same port, and what lets it in. */
  readonly app?: (AppAccess & { readonly handle: RequestListener }) | undefined
}

/** How long a request may still take once the server stops, before its connection is cut. */
const LAST_REQUESTS_MS = 5_000
const SWEEP_MS = 50

/** What ends with a server. */
interface Started {
  readonly engine: Engine
  readonly feeds: FeedServer
  readonly http: FastifyInstance
  /** Whether requests and connections are taken, and whether more are wanted. */
  readonly door: { isOpen: boolean; isReady: boolean }
}

/** Starts to listen. Throws a `CommandFailure` where the settings do not allow it. */
export async function startServer({ store, settings, logger, clock, node, app }: ServerParts): Promise<RunningServer> {
  const access = await accessOf(store, settings, clock, app)
  const limits = feedLimitsOf(settings)
  const onFault = (fault: unknown): void => logger.error({ err: fault }, 'fault')
  const { maxRanges, queueLimit, allowedOrigins } = settings
  const { replicaBytes } = limits
  const engine = createEngine(store, clock, { maxRanges, queueLimit, onFault, replicaBytes, node })
  const door = { isOpen: true, isReady: true }
  const isReady = (): boolean => door.isReady && isOpen()
  const isOpen = (): boolean => door.isOpen && engine.isOpen()
  const feeds = new FeedServer({ engine, store, clock, access, limits, allowedOrigins, isOpen, onFault })
  const { streams, metrics } = feeds
  if (node !== undefined)
    addNodeMeters(
      metrics,
      () => node.bus.counts,
      () => feeds.nodes,
    )
  const parts = { engine, store, clock, access, logger, isOpen, isReady, streams, allowedOrigins, metrics }
  const http = await createHttp({ ...parts, servedApp: app?.handle })
  feeds.attach(http.server)
  try {
    await http.listen({ host: settings.host, port: settings.port })
  } catch (error) {
    await feeds.stop()
    await http.close()
    throw listenFailure(error, settings)
  }
  return {
    engine,
    access,
    address: addressOf(http, settings.host),
    stop: (lameMs = 0) => stop({ engine, feeds, http, door }, lameMs),
  }
}

async function stop({ engine, feeds, http, door }: Started, lameMs: number): Promise<void> {
  door.isReady = false
  if (lameMs > 0) await setTimeoutAsync(lameMs)
  // From here on nothing is taken; what was taken before is answered.
  door.isOpen = false
  // The marks that came over feeds need the engine for their answers.
  const idle = feeds.stop().then(() => engine.stop())
  // A connection whose last request was under way when the closing began would be kept for the next one, which never comes.
  const sweep = setInterval(() => http.server.closeIdleConnections(), SWEEP_MS)
  const cut = setTimeout(() => http.server.closeAllConnections(), LAST_REQUESTS_MS)
  try {
    await Promise.all([idle, http.close()])
  } finally {
    clearInterval(sweep)
    clearTimeout(cut)
  }
}

async function accessOf(store: Store, settings: Settings, clock: Clock, app: AppAccess | undefined) {
  const { apiKey, jwtSecret: secret, jwksFile, jwksUrl, jwtAudience: audience, jwtIssuer: issuer } = settings
  const sources = { ...(secret && { secret }), ...(jwksFile && { jwksFile }), ...(jwksUrl && { jwksUrl }) }
  const claims = { ...(audience && { audience }), ...(issuer && { issuer }) }
  const jwt = Object.keys(sources).length === 0 ? undefined : { ...sources, ...claims }
  try {
    return await createAccess({ store, clock, apiKey, jwt, app })
  } catch (error) {
    throw new CommandFailure(1, `JWTs cannot be verified: ${(error as Error).message}`, { cause: error })
  }
}

function listenFailure(error: unknown, { host, port }: Settings): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new CommandFailure(
        1,
        `Port ${port} of ${host} is taken: end what listens there, or name another with --port.`,
      )
    case 'EACCES':
      return new CommandFailure(1, `Port ${port} may not be used by this user: name one from 1024 up with --port.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new CommandFailure(1, `${host} is not an address of this machine: name another with --host.`)
    default:
      return error
  }
}

function addressOf(http: FastifyInstance, host: string): string {
  const { port } = http.server.address() as AddressInfo
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
