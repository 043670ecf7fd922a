import type { PostgresOptions } from '../storage/postgres/postgres-options.ts'
import type { Setting } from './setting.ts'
import { SETTING_NAMES, SETTINGS, type SettingName, type Settings } from './settings.ts'
import { unknownVariable } from './unknown-variable.ts'

/** A setting that cannot be what it was set to. */
export interface SettingFault {
  /** A sentence that names the flag or variable and says what is valid; it never repeats a secret, nor the password of an address. */
  readonly fault: string
}

/** Every setting: from its flag, else its environment variable (an empty one counts as none), else its default. */
export function readSettings(
  flags: ReadonlyMap<string, string>,
  environment: Readonly<Record<string, string | undefined>>,
): Settings | SettingFault {
  const fault = unknownVariable(environment)
  if (fault !== undefined) return { fault }
  const values: Partial<Record<SettingName, unknown>> = {}
  for (const name of SETTING_NAMES) {
    const setting: Setting<unknown, unknown> = SETTINGS[name]
    const flag = setting.flag === null ? undefined : flags.get(setting.flag)
    const given = flag ?? (environment[setting.variable] || undefined)
    const value = given === undefined ? setting.default : setting.parse(given)
    if (given !== undefined && value === undefined) return { fault: faultOf(setting, flag !== undefined, given) }
    values[name] = value
  }
  return values as Settings
}

/** The database that is meant: the one that was named, else one for samples and another for everything else. */
export function databaseOf(settings: Settings): string {
  return settings.database ?? (sampleOf(settings) === undefined ? 'file:tallymark.db' : 'file:tallymark-sample.db')
}

/** How a PostgreSQL database is used. */
export const postgresOf = (settings: Settings): PostgresOptions => ({
  schema: settings.postgresSchema,
  connections: settings.postgresConnections,
  statementTimeoutMs: settings.statementTimeoutMs,
  allowAsynchronousCommit: settings.allowAsynchronousCommit,
  unnamedStatements: settings.unnamedStatements,
})

/** The trace to replay, if any. */
export const sampleOf = ({ sample, empty }: Settings): string | undefined => (empty ? undefined : sample)

/** The app to serve, if any. */
export const appOf = ({ app, empty }: Settings): string | undefined => (empty ? undefined : app)

function faultOf(setting: Setting<unknown, unknown>, isFlag: boolean, given: string): string {
  const name = isFlag ? `--${setting.flag}` : setting.variable
  const isSecret = setting.flag === null
  return `${name} must be ${setting.valid}${isSecret ? '' : `, not ${JSON.stringify(withoutPassword(given))}`}.`
}

/** What was given may be an address, or nearly one, and hold a password. */
const withoutPassword = (given: string): string => given.replace(/:(?!\/\/)\S*@/, ':…@')
