import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RefusalCode } from '@tallymark/core'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Identity } from '../access/identity.ts'
import type { Engine } from '../engine/engine.ts'
import type { Meters } from './meters.ts'

/** A Fastify whose routes are typed by the schemas that validate them. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** What the routes under /v1 work with. */
export interface RouteParts {
  readonly engine: Engine
  readonly meters: Meters
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; there on every route under /v1. */
    identity: Identity
  }
  interface FastifyContextConfig {
    /** Whether a good answer goes on for as long as someone listens: how long that is says nothing of the server. */
    isStream?: boolean
  }
  interface FastifyReply {
    /** The code of the refusal that was sent, if one was. */
    refusalCode: RefusalCode | undefined
  }
}
