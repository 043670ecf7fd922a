import { type Refusal, type RefusalCode, refuse } from '@tallymark/core'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { refusalOfFault } from '../engine/refusal-of-fault.ts'
import { TallymarkError } from '../engine/tallymark-error.ts'
import { sendRefusal } from './send.ts'

/** Answers with what was thrown: the only place that catches. What is our own fault is logged here, once. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error)
  if (refusal.refused === 'internal' || refusal.refused === 'storage_unavailable')
    request.log.error(
      { err: error, requestId: request.id },
      refusal.refused === 'internal' ? 'fault' : 'a request failed',
    )
  sendRefusal(reply, refusal)
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof TallymarkError) {
    const { code, errors, retryAfterMs } = error
    return { refused: code, errors, ...(retryAfterMs !== undefined && { retryAfterMs }) }
  }
  const { code, statusCode = 500 } = (error ?? {}) as Partial<FastifyError>
  const known = FRAMEWORK_CODES.get(code ?? '')
  if (known !== undefined) return refuse(known)
  // What the framework, or what serves files in it, does not give out is not there; what else it refuses is not well formed.
  if (statusCode === 403 || statusCode === 404) return refuse('unknown_route')
  return statusCode >= 400 && statusCode < 500 ? refuse('malformed_request') : refusalOfFault(error)
}

/** What Fastify refuses by itself, in our words. */
const FRAMEWORK_CODES: ReadonlyMap<string, RefusalCode> = new Map([
  ['FST_ERR_BAD_URL', 'malformed_request'],
  ['FST_ERR_MAX_PARAM_LENGTH', 'malformed_request'],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'malformed_request'],
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'body_too_large'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'unsupported_media_type'],
  ['FST_ERR_CTP_INVALID_TYPE', 'unsupported_media_type'],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', 'malformed_json'],
])
