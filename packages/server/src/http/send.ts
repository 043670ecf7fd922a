import { isRefusal, type Refusal } from '@tallymark/core'
import type { FastifyReply } from 'fastify'
import { type Problem, problemOf } from './problem.ts'

/** How long to wait where a refusal names no time, in milliseconds. */
const RETRY_AFTER_MS = { overloaded: 1_000, storage_unavailable: 5_000, stopping: 1_000 } as const

/** Answers with an outcome of the engine: what it came to, or the problem that it is. */
export const send = (reply: FastifyReply, outcome: unknown, status = 200): FastifyReply =>
  isRefusal(outcome) ? sendRefusal(reply, outcome) : reply.code(status).send(outcome)

/** Answers with the problem that a refusal is (HTT1). */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const problem = problemOf(refusal)
  reply.refusalCode = problem.code
  return reply.code(problem.status).headers(headersOf(problem)).send(JSON.stringify(problem))
}

/** The headers that go with a problem. */
export function headersOf({ code, retryAfterMs }: Problem): Readonly<Record<string, string>> {
  const fallbackMs = (RETRY_AFTER_MS as Partial<Record<string, number>>)[code]
  return {
    'content-type': 'application/problem+json',
    ...(code === 'unauthenticated' && { 'www-authenticate': 'Bearer' }),
    ...(code === 'stopping' && { connection: 'close' }),
    ...(fallbackMs !== undefined && { 'retry-after': String(Math.ceil((retryAfterMs ?? fallbackMs) / 1_000)) }),
  }
}
