import { refuse } from '@tallymark/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../access/access.ts'
import type { Identity } from '../access/identity.ts'
import { sendRefusal } from './send.ts'

type Hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void

const BEARER = /^bearer +(\S+)$/i

/** Finds out who asks, before the body is read (ACC1); refuses everything while the server stops (ENG3). */
export const authenticate = (access: Access, isOpen: () => boolean): Hook => {
  const admit = (request: FastifyRequest, reply: FastifyReply, identity: Identity | undefined, done: () => void) => {
    if (identity === undefined) {
      sendRefusal(reply, refuse('unauthenticated'))
      return
    }
    request.identity = identity
    done()
  }
  return (request, reply, done) => {
    if (!isOpen()) {
      sendRefusal(reply, refuse('stopping'))
      return
    }
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1]
    const identity = token === undefined ? undefined : access.identify(token)
    // Mostly known already: then no turn of the event loop is lost.
    if (identity instanceof Promise) identity.then((found) => admit(request, reply, found, done), done)
    else admit(request, reply, identity, done)
  }
}

/** Lets only the chat itself through (ACC4). */
export const requireApiKey: Hook = ({ identity }, reply, done) => {
  if (identity.kind === 'key') done()
  else sendRefusal(reply, refuse('api_key_required'))
}
