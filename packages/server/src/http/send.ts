import { isRefusal, type Refusal } from '@tallymark/core'
import type { FastifyReply } from 'fastify'
import { problemOf } from './problem.ts'

/** How long to wait where a refusal names no time, in milliseconds. */
const RETRY_AFTER_MS = { overloaded: 1_000, storage_unavailable: 5_000, stopping: 1_000 } as const

/** Answers with an outcome of the engine: what it came to, or the problem that it is. */
export const send = (reply: FastifyReply, outcome: unknown, status = 200): FastifyReply =>
  isRefusal(outcome) ? sendRefusal(reply, outcome) : reply.code(status).send(outcome)

/** Answers with the problem that a refusal is (HTT1). */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const problem = problemOf(refusal)
  reply.refusalCode = problem.code
  reply.code(problem.status).header('content-type', 'application/problem+json')
  if (problem.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer')
  if (problem.code === 'stopping') reply.header('connection', 'close')
  const fallbackMs = (RETRY_AFTER_MS as Partial<Record<string, number>>)[problem.code]
  if (fallbackMs !== undefined) reply.header('retry-after', Math.ceil((problem.retryAfterMs ?? fallbackMs) / 1_000))
  return reply.send(JSON.stringify(problem))
}
