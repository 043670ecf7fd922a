import { isUtf8 } from 'node:buffer'
import { isRefusal, type Refusal, refuse } from '@tallymark/core'
import type { FastifyRequest } from 'fastify'
import { TallymarkError } from '../engine/tallymark-error.ts'

/** The deepest nesting of a body (HTT2). */
export const BODY_MAX_DEPTH = 32

/** Reads a body as JSON: its depth is looked at before anything recursive is (HTT2). */
export function parseJsonBody(
  { routeOptions: { schema } }: FastifyRequest,
  body: Buffer,
  done: (error: Error | null, value?: unknown) => void,
): void {
  // Some clients name a type with every request, also where there is nothing to send.
  const isNone = body.length === 0 && schema?.body === undefined
  const value = isNone ? { json: undefined } : parsed(body)
  if (isRefusal(value)) done(new TallymarkError(value))
  else done(null, value.json)
}

function parsed(body: Buffer): { readonly json: unknown } | Refusal {
  if (!isUtf8(body)) return refuse('malformed_json')
  if (isDeeper(body, BODY_MAX_DEPTH)) return refuse('too_deep')
  try {
    return { json: JSON.parse(body.toString('utf8')) }
  } catch {
    return refuse('malformed_json')
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_ARRAY = 0x5b
const OPEN_OBJECT = 0x7b
const CLOSE_ARRAY = 0x5d
const CLOSE_OBJECT = 0x7d

/** Whether arrays and objects are nested more than `most` deep. All that matters is ASCII, which is never part of another character. */
function isDeeper(json: Uint8Array, most: number): boolean {
  let depth = 0
  let isInText = false
  for (let i = 0; i < json.length; i += 1) {
    const byte = json[i] as number
    if (isInText) {
      if (byte === BACKSLASH) i += 1
      else if (byte === QUOTE) isInText = false
    } else if (byte === QUOTE) isInText = true
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1
      if (depth > most) return true
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1
  }
  return false
}
