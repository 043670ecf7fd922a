import { isPostgresUrl } from '../storage/postgres/shown-database.ts'
import { type CurlLine, curlLines } from './curl-lines.ts'
import type { Examples } from './examples.ts'
import type { Replayed } from './replay-trace.ts'

/** What a start has to tell. */
export interface Started {
  readonly version: string
  readonly address: string
  /** The module of the app that is served, if one is. */
  readonly appPath: string | undefined
  /** As it may be told: without a password. */
  readonly database: string
  /** The key that was made by this start. */
  readonly newKey: string | undefined
  readonly sample: SampleState | undefined
  readonly examples: Examples | undefined
  /** Whether a key was given by the environment. */
  readonly hasKeyOfEnvironment: boolean
}

/** What became of the trace. */
export type SampleState =
  | { readonly kind: 'replayed'; readonly path: string; readonly conversationId: string; readonly replayed: Replayed }
  | { readonly kind: 'there'; readonly path: string; readonly conversationId: string }
  | { readonly kind: 'not-empty'; readonly path: string }

/** What a person sees once the server listens. Holds the new API key: it goes to the standard output and nowhere else (OPS4). */
export function banner(started: Started): string {
  const { version, address, database, sample, appPath } = started
  return [
    '',
    `Tallymark ${version} serves at ${address}`,
    '',
    ...(appPath === undefined ? [] : [`  Open ${address}/`, '']),
    `  Documentation  ${address}/docs`,
    `  Database       ${database}`,
    ...(sample === undefined ? [] : [`  Sample         ${sampleText(sample)}`]),
    `  API key        ${keyText(started)}`,
    '',
    ...examplesText(started),
    'Stop it with Ctrl-C.',
    '',
  ].join('\n')
}

function sampleText(sample: SampleState): string {
  switch (sample.kind) {
    case 'replayed': {
      const { people, messages, reads, refused } = sample.replayed
      return `${sample.path} replayed as conversation ${sample.conversationId}: ${people} people, ${messages} messages, ${reads} reads, ${refused} of these events refused`
    }
    case 'there':
      return `${sample.path}, replayed by an earlier start as conversation ${sample.conversationId}`
    case 'not-empty':
      return `${sample.path} not replayed: the database is in use; name an empty one with --database`
    default:
      return sample satisfies never
  }
}

function keyText({ newKey, hasKeyOfEnvironment, database }: Started): string {
  if (newKey !== undefined) return `${newKey}   (shown only this once: keep it)`
  if (hasKeyOfEnvironment) return 'the one in TALLYMARK_API_KEY'
  return `shown at the first start; for another: ${anotherKey(database)}`
}

/** An address of PostgreSQL is told without its password, so the command must find it where the server does. */
const anotherKey = (database: string): string =>
  isPostgresUrl(database)
    ? 'TALLYMARK_DATABASE=… npx tallymark key create'
    : `npx tallymark key create${databaseFlag(database)}`

const databaseFlag = (database: string): string =>
  database === 'file:tallymark.db' ? '' : ` --database '${database.replaceAll("'", `'\\''`)}'`

function examplesText(started: Started): readonly string[] {
  const { address, examples, newKey, hasKeyOfEnvironment, database } = started
  if (examples === undefined) return []
  const key = newKey ?? (hasKeyOfEnvironment ? '$TALLYMARK_API_KEY' : '$KEY')
  // Not one that begins as the settings do: the next command of that terminal would refuse it.
  const setKey = key === '$KEY' ? [`  export KEY=$(${anotherKey(database)})`, ''] : []
  return ['Paste into another terminal:', '', ...setKey, ...curlLines(address, key, examples).flatMap(lineText)]
}

const lineText = ({ shows, line }: CurlLine): readonly string[] => [`  # ${shows}`, `  ${line}`, '']
