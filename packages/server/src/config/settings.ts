import { DEFAULT_LIMITS } from '../engine/engine.ts'
import { apiKey, database, logLevel, type Setting, secret, text, webAddress, wholeNumber, yesOrNo } from './setting.ts'

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
      'Where everything is kept: file:PATH, created if there is none, or :memory:. Unless you name one it is file:tallymark.db, and file:tallymark-sample.db where a sample is replayed.',
    ...database,
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
    sentence: 'Where to fetch the public keys (JWKS) of the JWTs that your users bring.',
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
  sample: row({
    flag: 'sample',
    variable: 'TALLYMARK_SAMPLE',
    default: undefined,
    sentence: 'A trace (JSON lines) to replay into an empty database at the first start, to have something to look at.',
    ...text('PATH'),
  }),
  empty: row({
    flag: 'empty',
    variable: 'TALLYMARK_EMPTY',
    default: false,
    sentence: 'Replay no sample, whatever --sample says; a database that already holds something keeps it.',
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
