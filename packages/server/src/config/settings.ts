import { PEOPLE_MAX } from '@tallymark/core'
import { DEFAULT_LIMITS } from '../engine/engine.ts'
import { DEFAULT_FEED_LIMITS, type FeedLimits } from '../realtime/feed-limits.ts'
import { DEFAULT_POSTGRES } from '../storage/postgres/postgres-options.ts'
import {
  apiKey,
  bus,
  database,
  logLevel,
  origins,
  type Setting,
  schemaName,
  secret,
  text,
  webAddress,
  wholeNumber,
  yesOrNo,
} from './setting.ts'

const MEGABYTE = 1_048_576
const NO_ORIGINS: readonly string[] = []

const row = <Value, Default>(setting: Setting<Value, Default>): Setting<Value, Default> => setting

/** Every setting of every command (OPS2). A flag wins over its variable, a variable over the default. */
export const SETTINGS = {
  host: row({
    flag: 'host',
    variable: 'TALLYMARK_HOST',
    default: '127.0.0.1',
    sentence: 'The address to listen on; 0.0.0.0 lets other machines in.',
    ...text('ADDRESS'),
  }),
  port: row({
    flag: 'port',
    variable: 'TALLYMARK_PORT',
    default: 7410,
    sentence: 'The port to listen on; 0 takes one that is free.',
    ...wholeNumber(0, 65_535),
  }),
  database: row({
    flag: 'database',
    variable: 'TALLYMARK_DATABASE',
    default: undefined,
    sentence:
      'Where everything is kept: file:PATH, created if there is none, postgres://USER:PASSWORD@HOST/DATABASE (set the variable: everyone on a machine can read flags), or :memory:. Unless you name one it is file:tallymark.db, and file:tallymark-sample.db where a sample is replayed.',
    ...database,
  }),
  postgresSchema: row({
    flag: 'postgres-schema',
    variable: 'TALLYMARK_POSTGRES_SCHEMA',
    default: DEFAULT_POSTGRES.schema,
    sentence: 'The schema of a PostgreSQL database that holds the tables; made if there is none.',
    ...schemaName,
  }),
  postgresConnections: row({
    flag: 'postgres-connections',
    variable: 'TALLYMARK_POSTGRES_CONNECTIONS',
    default: DEFAULT_POSTGRES.connections,
    sentence: 'How many connections to PostgreSQL are opened at most.',
    ...wholeNumber(2, 100),
  }),
  statementTimeoutMs: row({
    flag: 'statement-timeout-ms',
    variable: 'TALLYMARK_STATEMENT_TIMEOUT_MS',
    default: DEFAULT_POSTGRES.statementTimeoutMs,
    sentence: 'How many milliseconds PostgreSQL may take for a statement before it is given up.',
    ...wholeNumber(100, 600_000),
  }),
  allowAsynchronousCommit: row({
    flag: 'allow-asynchronous-commit',
    variable: 'TALLYMARK_ALLOW_ASYNCHRONOUS_COMMIT',
    default: DEFAULT_POSTGRES.allowAsynchronousCommit,
    sentence:
      'Use a PostgreSQL that acknowledges commits before they are on its disk (synchronous_commit = off): a crash of its machine may then lose marks that were acknowledged.',
    ...yesOrNo,
  }),
  unnamedStatements: row({
    flag: 'unnamed-statements',
    variable: 'TALLYMARK_UNNAMED_STATEMENTS',
    default: DEFAULT_POSTGRES.unnamedStatements,
    sentence:
      'Give PostgreSQL no names for statements: each is then parsed and planned for every commit and not once. For a pooler that does not carry them along (PgBouncer does from 1.21 on, by max_prepared_statements); without this they are given up at the first sign of one.',
    ...yesOrNo,
  }),
  bus: row({
    flag: 'bus',
    variable: 'TALLYMARK_BUS',
    default: undefined,
    sentence:
      'How several servers on one PostgreSQL database tell each other what has changed: an address of PostgreSQL, of Redis or of Valkey, or none. Unless you name one it is the database’s own; behind a PgBouncer that pools transactions name PostgreSQL itself here. An address with a password belongs into the variable.',
    ...bus,
  }),
  drainMs: row({
    flag: 'drain-ms',
    variable: 'TALLYMARK_DRAIN_MS',
    default: 1_000,
    sentence:
      'How many milliseconds the server goes on serving after SIGTERM while /readyz says no, so that whoever balances loads has seen it before the port closes.',
    ...wholeNumber(0, 5_000),
  }),
  apiKey: row({
    flag: null,
    variable: 'TALLYMARK_API_KEY',
    default: undefined,
    sentence: 'One more API key to accept, for containers and tests; with it the first start creates none.',
    ...apiKey(16),
  }),
  jwtSecret: row({
    flag: null,
    variable: 'TALLYMARK_JWT_SECRET',
    default: undefined,
    sentence: 'The secret of the JWTs (HS256) that your users bring.',
    ...secret(32),
  }),
  jwksFile: row({
    flag: 'jwks-file',
    variable: 'TALLYMARK_JWKS_FILE',
    default: undefined,
    sentence: 'A file with the public keys (JWKS) of the JWTs that your users bring.',
    ...text('PATH'),
  }),
  jwksUrl: row({
    flag: 'jwks-url',
    variable: 'TALLYMARK_JWKS_URL',
    default: undefined,
    sentence:
      'Where to fetch the public keys (JWKS) of the JWTs that your users bring; one of secret, file and address at a time.',
    ...webAddress,
  }),
  jwtAudience: row({
    flag: 'jwt-audience',
    variable: 'TALLYMARK_JWT_AUDIENCE',
    default: undefined,
    sentence: 'The aud that a JWT must have.',
    ...text('TEXT'),
  }),
  jwtIssuer: row({
    flag: 'jwt-issuer',
    variable: 'TALLYMARK_JWT_ISSUER',
    default: undefined,
    sentence: 'The iss that a JWT must have.',
    ...text('TEXT'),
  }),
  logLevel: row({
    flag: 'log-level',
    variable: 'TALLYMARK_LOG_LEVEL',
    default: 'info' as const,
    sentence: 'How much is logged, as JSON lines to the standard error.',
    ...logLevel,
  }),
  maxRanges: row({
    flag: 'max-ranges',
    variable: 'TALLYMARK_MAX_RANGES',
    default: DEFAULT_LIMITS.maxRanges,
    sentence: 'The most ranges that a set of marked messages may have before a mark is refused with too_many_gaps.',
    ...wholeNumber(1, 1_000_000),
  }),
  queueLimit: row({
    flag: 'queue-limit',
    variable: 'TALLYMARK_QUEUE_LIMIT',
    default: DEFAULT_LIMITS.queueLimit,
    sentence: 'How many changes may wait for a commit before more are refused with overloaded.',
    ...wholeNumber(1, 1_000_000),
  }),
  allowedOrigins: row({
    flag: 'allowed-origins',
    variable: 'TALLYMARK_ALLOWED_ORIGINS',
    default: NO_ORIGINS,
    sentence:
      'The origins of the pages that may use this server from a browser, beside its own. Behind a proxy that speaks https its own is not known: name it here.',
    ...origins,
  }),
  feedBudget: row({
    flag: 'feed-budget',
    variable: 'TALLYMARK_FEED_BUDGET',
    default: DEFAULT_FEED_LIMITS.budget,
    sentence:
      'The most frames a second that a conversation sends to all who watch it; the more watch, the longer changes are gathered.',
    ...wholeNumber(1, 1_000_000),
  }),
  feedNamesUpTo: row({
    flag: 'feed-names-up-to',
    variable: 'TALLYMARK_FEED_NAMES_UP_TO',
    default: DEFAULT_FEED_LIMITS.namesUpTo,
    sentence: 'Up to how many participants the feed of a conversation names them; above, it counts them.',
    ...wholeNumber(0, PEOPLE_MAX),
  }),
  feedWatches: row({
    flag: 'feed-watches',
    variable: 'TALLYMARK_FEED_WATCHES',
    default: DEFAULT_FEED_LIMITS.watches,
    sentence: 'How many conversations one connection may watch at once.',
    ...wholeNumber(1, 100_000),
  }),
  feedConnections: row({
    flag: 'feed-connections',
    variable: 'TALLYMARK_FEED_CONNECTIONS',
    default: DEFAULT_FEED_LIMITS.connections,
    sentence: 'How many connections of feeds there may be in all before more are refused with overloaded.',
    ...wholeNumber(1, 1_000_000),
  }),
  feedConnectionsPerUser: row({
    flag: 'feed-connections-per-user',
    variable: 'TALLYMARK_FEED_CONNECTIONS_PER_USER',
    default: DEFAULT_FEED_LIMITS.connectionsPerUser,
    sentence: 'How many connections of feeds one user may have at once.',
    ...wholeNumber(1, 1_000_000),
  }),
  feedFramesPerSecond: row({
    flag: 'feed-frames-per-second',
    variable: 'TALLYMARK_FEED_FRAMES_PER_SECOND',
    default: DEFAULT_FEED_LIMITS.framesPerSecond,
    sentence: 'How many frames a second a client may send, after a burst of ten times as many.',
    ...wholeNumber(1, 100_000),
  }),
  replicaMegabytes: row({
    flag: 'replica-megabytes',
    variable: 'TALLYMARK_REPLICA_MEGABYTES',
    default: DEFAULT_FEED_LIMITS.replicaBytes / MEGABYTE,
    sentence: 'About how many megabytes of memory the conversations may take that are watched or were a moment ago.',
    ...wholeNumber(1, 1_000_000),
  }),
  sample: row({
    flag: 'sample',
    variable: 'TALLYMARK_SAMPLE',
    default: undefined,
    sentence: 'A trace (JSON lines) to replay into an empty database at the first start, to have something to look at.',
    ...text('PATH'),
  }),
  app: row({
    flag: 'app',
    variable: 'TALLYMARK_APP',
    default: undefined,
    sentence:
      'A module (JavaScript) to serve at every address that is not Tallymark’s, for demos and small installations; its code runs inside of this server, with an API key of its own.',
    ...text('MODULE'),
  }),
  empty: row({
    flag: 'empty',
    variable: 'TALLYMARK_EMPTY',
    default: false,
    sentence:
      'Replay no sample and serve no app, whatever --sample and --app say; a database that already holds something keeps it.',
    ...yesOrNo,
  }),
} as const

/** The name of a setting in the program. */
export type SettingName = keyof typeof SETTINGS

/** What every setting is set to. */
export type Settings = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer Value, infer Default>
    ? Value | Default
    : never
}

/** The names of all settings, in the order of the table. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[]

/** The bounds of feeds that these settings mean. */
export const feedLimitsOf = (settings: Settings): FeedLimits => ({
  ...DEFAULT_FEED_LIMITS,
  budget: settings.feedBudget,
  namesUpTo: settings.feedNamesUpTo,
  replicaBytes: settings.replicaMegabytes * MEGABYTE,
  watches: settings.feedWatches,
  connectionsPerUser: settings.feedConnectionsPerUser,
  connections: settings.feedConnections,
  framesPerSecond: settings.feedFramesPerSecond,
})
