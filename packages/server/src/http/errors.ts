import { type Refusal, type RefusalCode, refuse } from '@tallymark/core'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { refusalOfFault } from '../engine/refusal-of-fault.ts'
import { TallymarkError } from '../engine/tallymark-error.ts'
import { sendRefusal } from './send.ts'

/** Answers with what was thrown: the only place that catches. What is our own fault is logged here, once. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error)
  if (refusal.refused === 'internal' || refusal.refused === 'storage_unavailable')
    request.log.error({ err: error, requestId: request.id }, 'a request failed')
  sendRefusal(reply, refusal)
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof TallymarkError) {
    const { code, errors, retryAfterMs } = error
    return { refused: code, errors, ...(retryAfterMs !== undefined && { retryAfterMs }) }
  }
  const code = FRAMEWORK_CODES.get((error as FastifyError | null)?.code ?? '')
  return code === undefined ? refusalOfFault(error) : refuse(code)
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
