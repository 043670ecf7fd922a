import { parseArgs } from 'node:util'
import { readSettings } from '../config/read-settings.ts'
import type { Setting } from '../config/setting.ts'
import { SETTING_NAMES, SETTINGS, type Settings } from '../config/settings.ts'
import { CommandFailure } from './command-failure.ts'

/** What a command was called with. */
export interface CommandLine {
  readonly words: readonly string[]
  readonly settings: Settings
  /** The command's own flags. */
  readonly flags: ReadonlyMap<string, string>
}

const FLAGS = new Map(
  SETTING_NAMES.map((name): Setting<unknown, unknown> => SETTINGS[name]).flatMap(({ flag, takes }) =>
    flag === null ? [] : [[flag, takes]],
  ),
)

/** The words, settings and own flags (all with a value) of a command; throws a `CommandFailure` for what is none of them. */
export function readCommandLine(
  args: readonly string[],
  ownFlags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const known = new Map([...FLAGS, ...ownFlags.map((flag) => [flag, 'TEXT'] as const)])
  const options = Object.fromEntries(
    [...known].map(([flag, takes]) => [flag, { type: takes === null ? ('boolean' as const) : ('string' as const) }]),
  )
  const { tokens, positionals } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  const flags = new Map<string, string>()
  for (const token of tokens) if (token.kind === 'option') flags.set(token.name, textOf(token, known))
  const settings = readSettings(flags, environment)
  if ('fault' in settings) throw new CommandFailure(2, settings.fault)
  return { words: positionals, settings, flags }
}

interface Given {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

/** The text that a flag was given; the last of several counts. */
function textOf(given: Given, known: ReadonlyMap<string, string | null>): string {
  const takes = known.get(given.name)
  if (takes === undefined) throw new CommandFailure(2, unknown(given.rawName))
  if (takes === null) return given.value ?? 'true'
  // Without "=", a text that starts with a dash is the next flag.
  if (given.value === undefined || (given.inlineValue !== true && given.value.startsWith('-')))
    throw new CommandFailure(2, `${given.rawName} needs a value: ${given.rawName} ${takes}.`)
  return given.value
}

function unknown(rawName: string): string {
  const variable = `TALLYMARK_${rawName.replace(/^-+/, '').replaceAll('-', '_').toUpperCase()}`
  const secret = SETTING_NAMES.map((name) => SETTINGS[name]).find((setting) => setting.variable === variable)
  return secret === undefined
    ? `There is no flag ${rawName}; see tallymark --help.`
    : `There is no flag ${rawName}: it is a secret, and everyone on a machine can read flags. Set ${variable} instead.`
}
