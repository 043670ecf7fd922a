import { settingsHelp } from '../config/settings-text.ts'
import { COMMANDS } from './commands.ts'

/** What `tallymark --help` prints. */
export const help = (): string =>
  [
    'Tallymark: delivery and read receipts for any chat',
    '',
    'Usage: tallymark COMMAND [settings]',
    '',
    ...COMMANDS.flatMap(({ usage }) => usage).map(([call, does]) => `  ${call.padEnd(34)} ${does}`),
    `  ${'--help, --version'.padEnd(34)} Print this, or the version`,
    '',
    'Settings, as a flag or as an environment variable; the flag wins:',
    '',
    settingsHelp(),
  ].join('\n')
