import { REFUSALS, type RefusalCode } from '@tallymark/core'
import * as z from 'zod'
import { problem } from '../answers/problem.ts'

/** What a route takes. */
interface Takes {
  readonly params?: z.ZodType
  readonly querystring?: z.ZodType
  readonly body?: z.ZodType
}

/** What a route is and may answer. */
interface Described<T extends Takes> {
  readonly id: string
  readonly tag: string
  readonly summary: string
  /** What whoever calls it should know beside. */
  readonly description: string
  readonly takes?: T
  /** A body to begin with. */
  readonly example?: z.input<NonNullable<T['body']>>
  /** What each good answer means, by its status, and its schema if it has a body: of JSON, unless another type is named. */
  readonly answers: Readonly<Record<number, readonly [description: string, schema?: z.ZodType, mediaType?: string]>>
  /** Why it may be refused, beside what may happen to any request. */
  readonly refusals?: readonly RefusalCode[]
  /** Whether anyone may ask; else a bearer token is needed. */
  readonly isOpen?: boolean
}

const ANY: readonly RefusalCode[] = ['unauthenticated', 'storage_unavailable', 'stopping', 'internal']
const ANY_INPUT: readonly RefusalCode[] = ['invalid_input', 'malformed_request']
const ANY_BODY: readonly RefusalCode[] = ['malformed_json', 'too_deep', 'body_too_large', 'unsupported_media_type']

/** A route's schema for Fastify: what it takes is validated, what it answers is only told in the document (HTT3). */
export function operation<T extends Takes>(described: Described<T>): T {
  const { id, tag, summary, description, takes, example, answers, isOpen } = described
  const codes = isOpen ? (described.refusals ?? []) : codesOf(described)
  return {
    ...takes,
    ...(takes?.body && { body: takes.body.meta({ ...takes.body.meta(), examples: [example] }) }),
    operationId: id,
    tags: [tag],
    summary,
    description,
    security: isOpen ? [] : [{ bearer: [] }],
    response: { ...goodAnswers(answers), ...problems(codes) },
  } as unknown as T
}

const codesOf = ({ takes, refusals }: Described<Takes>): readonly RefusalCode[] => [
  ...new Set([...ANY, ...(takes ? ANY_INPUT : []), ...(takes?.body ? ANY_BODY : []), ...(refusals ?? [])]),
]

const goodAnswers = (answers: Described<Takes>['answers']) =>
  Object.fromEntries(
    Object.entries(answers).map(([status, [description, schema, mediaType = 'application/json']]) => [
      status,
      schema === undefined ? z.null().meta({ description }) : { description, content: { [mediaType]: { schema } } },
    ]),
  )

function problems(codes: readonly RefusalCode[]) {
  const byStatus = Map.groupBy(codes, (code) => REFUSALS[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: same.map((code) => `\`${code}\`: ${REFUSALS[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  )
}
