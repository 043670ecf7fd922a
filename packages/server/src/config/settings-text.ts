import type { Setting } from './setting.ts'
import { SETTING_NAMES, SETTINGS } from './settings.ts'

const WIDTH = 100
const INDENT = ' '.repeat(6)

/** The table of settings for a terminal. */
export const settingsHelp = (): string => rows().map(helpOf).join('\n')

/** The table of settings as a page of the documentation. */
export const settingsPage = (): string =>
  [
    '# Settings',
    '',
    'Every command takes the same settings. A flag wins over its environment variable, a variable over the default.',
    'A variable that begins with `TALLYMARK_` and is none of these is refused at the start.',
    'Secrets have no flag, because everyone on a machine can read the flags of a process.',
    '',
    '| flag | environment variable | default | what it does | valid |',
    '| --- | --- | --- | --- | --- |',
    ...rows().map(pageRowOf),
    '',
    '<!-- Printed from packages/server/src/config/settings.ts. -->',
    '',
  ].join('\n')

const rows = (): readonly Setting<unknown, unknown>[] => SETTING_NAMES.map((name) => SETTINGS[name])

const flagOf = ({ flag, takes }: Setting<unknown, unknown>): string =>
  flag === null ? '' : `--${flag}${takes === null ? '' : ` ${takes}`}`

const defaultOf = (setting: Setting<unknown, unknown>): string =>
  setting.default === undefined || setting.default === false ? '' : String(setting.default)

function helpOf(setting: Setting<unknown, unknown>): string {
  const flag = flagOf(setting)
  const head = flag === '' ? `  ${setting.variable} (environment only)` : `  ${flag.padEnd(26)} ${setting.variable}`
  const value = defaultOf(setting)
  return [head, ...wrapped(`${setting.sentence}${value === '' ? '' : ` Default: ${value}.`}`)].join('\n')
}

const pageRowOf = (setting: Setting<unknown, unknown>): string =>
  `| ${[code(flagOf(setting)), code(setting.variable), code(defaultOf(setting)), setting.sentence, setting.valid].join(' | ')} |`

const code = (value: string): string => (value === '' ? '–' : `\`${value}\``)

function wrapped(sentence: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of sentence.split(' ')) {
    if (line !== '' && INDENT.length + line.length + 1 + word.length > WIDTH) {
      lines.push(INDENT + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, INDENT + line]
}
