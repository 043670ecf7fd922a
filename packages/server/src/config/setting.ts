import { isLogLevel, LOG_LEVELS, type LogLevel } from './log-level.ts'

/** One row of the table of settings. */
export interface Setting<Value, Default> {
  /** The flag without its dashes; `null` where the value is a secret, because everyone on a machine can read flags. */
  readonly flag: string | null
  readonly variable: string
  readonly default: Default
  /** What stands for the value in the help; `null` for a flag that takes none. */
  readonly takes: string | null
  /** What it does. */
  readonly sentence: string
  /** Which values are valid, to end the sentence "must be …". */
  readonly valid: string
  /** The value that a text means; `undefined` for a text that means none. */
  readonly parse: (text: string) => Value | undefined
}

/** The parts of a row that its values decide. */
type Kind<Value> = Pick<Setting<Value, never>, 'takes' | 'valid' | 'parse'>

/** Any text but the empty one. */
export const text = (takes: string): Kind<string> => ({
  takes,
  valid: 'a text that is not empty',
  parse: (value) => (value === '' ? undefined : value),
})

/** A secret of at least so many bytes in UTF-8. */
export const secret = (least: number): Kind<string> => ({
  takes: 'SECRET',
  valid: `a secret of at least ${least} bytes`,
  parse: (value) => (Buffer.byteLength(value) < least ? undefined : value),
})

/** A key as a bearer token can carry it (RFC 6750 §2.1), of at least so many characters. */
export const apiKey = (least: number): Kind<string> => ({
  takes: 'KEY',
  valid: `a key of at least ${least} characters, all of them letters, digits or one of - . _ ~ + / =`,
  parse: (value) => (value.length >= least && /^[\w.~+/-]+=*$/.test(value) ? value : undefined),
})

/** A whole number within bounds, both included. */
export const wholeNumber = (least: number, most: number): Kind<number> => ({
  takes: 'NUMBER',
  valid: `a whole number from ${least} to ${most}`,
  parse: (value) => {
    const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN
    return number >= least && number <= most ? number : undefined
  },
})

/** A database as the store names it. */
export const database: Kind<string> = {
  takes: 'DATABASE',
  valid: 'file:PATH, postgres://… or :memory:',
  parse: (value) => (value === ':memory:' || /^(file:|postgres(ql)?:\/\/)./.test(value) ? value : undefined),
}

/** A name as PostgreSQL keeps it whole: at most 63 bytes. */
export const schemaName: Kind<string> = {
  takes: 'NAME',
  valid: 'a name of 1 to 63 bytes that does not begin with pg_',
  parse: (value) => (/^(?!pg_)[^\0]+$/.test(value) && Buffer.byteLength(value) <= 63 ? value : undefined),
}

/** Where the nodes of an installation tell each other. */
export const bus: Kind<string> = {
  takes: 'BUS',
  valid:
    'none, or an address that starts with postgres://, postgresql://, redis:// or rediss://, in which whatever is special of a password is percent-encoded',
  parse: (value) => (value === 'none' || isBusAddress(value) ? value : undefined),
}

const isBusAddress = (text: string): boolean => /^(postgres(ql)?|rediss?):\/\//.test(text) && URL.canParse(text)

/** An address on the web. */
export const webAddress: Kind<string> = {
  takes: 'URL',
  valid: 'an address that starts with https:// or http://',
  parse: (value) => (/^https?:$/.test(URL.parse(value)?.protocol ?? '') ? value : undefined),
}

/** Origins as browsers send them (RFC 6454 §6.2): exact, so that none that only looks like one is let in. */
export const origins: Kind<readonly string[]> = {
  takes: 'ORIGINS',
  valid: 'origins like https://chat.example or http://localhost:3000, without a path, separated by commas',
  parse: (value) => {
    const each = value.split(',').map((origin) => origin.trim())
    return each.every(isOrigin) ? each : undefined
  },
}

/** A `*` could stand in a host, but whoever writes one means more than this one origin. */
const isOrigin = (text: string): boolean => /^https?:[^*]+$/.test(text) && URL.parse(text)?.origin === text

/** How much is logged. */
export const logLevel: Kind<LogLevel> = {
  takes: 'LEVEL',
  valid: `one of ${LOG_LEVELS.join(', ')}`,
  parse: (value) => (isLogLevel(value) ? value : undefined),
}

/** A flag that is there or not; as a variable 1, 0, true or false. */
export const yesOrNo: Kind<boolean> = {
  takes: null,
  valid: '1, 0, true or false',
  parse: (value) => ({ '1': true, true: true, '0': false, false: false })[value],
}
