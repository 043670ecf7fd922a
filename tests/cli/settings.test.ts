import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SETTING_NAMES, SETTINGS } from '../../packages/server/src/config/settings.ts'
import { settingsPage } from '../../packages/server/src/config/settings-text.ts'
import { runTallymark, temporaryFolder } from './tallymark-process.ts'

test('[OPS2] --help names every flag, variable, default and sentence of the table', async () => {
  const { exitCode, stdout } = await runTallymark(['--help'])
  expect(exitCode).toBe(0)
  const words = stdout.replace(/\s+/g, ' ')
  for (const setting of SETTING_NAMES.map((name) => SETTINGS[name])) {
    expect(words).toContain(setting.sentence)
    expect(words).toContain(setting.variable)
    if (setting.flag !== null) expect(words).toContain(`--${setting.flag} `)
  }
})

test('[OPS2] docs/settings.md is the page that is printed from the table', () => {
  const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8')
  expect(page).toBe(settingsPage())
})

test.for([
  [['serve', '--port', '70000'], {}, '--port must be a whole number from 0 to 65535, not "70000".'],
  [['serve', '--port=-1'], {}, '--port must be a whole number from 0 to 65535, not "-1".'],
  [['serve', '--port', '--host'], {}, '--port needs a value: --port NUMBER.'],
  [['serve'], { TALLYMARK_PORT: 'http' }, 'TALLYMARK_PORT must be a whole number from 0 to 65535, not "http".'],
  [
    ['serve', '--database', 'mysql://x'],
    {},
    '--database must be file:PATH, postgres://… or :memory:, not "mysql://x".',
  ],
  [
    ['serve', '--log-level', 'loud'],
    {},
    '--log-level must be one of trace, debug, info, warn, error, fatal, silent, not "loud".',
  ],
  [
    ['serve', '--jwks-url', 'ftp://a'],
    {},
    '--jwks-url must be an address that starts with https:// or http://, not "ftp://a".',
  ],
  [
    ['serve', '--allowed-origins', 'https://chat.example/'],
    {},
    'without a path, separated by commas, not "https://chat.example/".',
  ],
  [['serve', '--empty=maybe'], {}, '--empty must be 1, 0, true or false, not "maybe".'],
  [['serve'], { TALLYMARK_JWT_SECRET: 'short' }, 'TALLYMARK_JWT_SECRET must be a secret of at least 32 bytes.'],
  [['serve'], { TALLYMARK_API_KEY: 'a key with spaces' }, 'TALLYMARK_API_KEY must be a key of at least 16 characters'],
  [
    ['serve'],
    { TALLYMARK_JWT_AUDIENC: 'chat' },
    'There is no setting TALLYMARK_JWT_AUDIENC, but TALLYMARK_JWT_AUDIENCE; see tallymark --help.',
  ],
  [['key', 'list'], { TALLYMARK_SOMETHING_ELSE: '1' }, 'There is no setting TALLYMARK_SOMETHING_ELSE; see'],
  [['serve', '--prot', '1'], {}, 'There is no flag --prot; see tallymark --help.'],
  [['serve', '--api-key', 'x'], {}, 'Set TALLYMARK_API_KEY instead.'],
  [['serve', '--name', 'x'], {}, 'There is no flag --name; see tallymark --help.'],
  [['serve', 'now'], {}, 'Write tallymark serve, with nothing but settings.'],
  [['sevre'], {}, 'There is no command sevre; see tallymark --help.'],
  [['key', 'make'], {}, 'Write tallymark key create'],
  [['key', 'revoke'], {}, 'Write tallymark key create'],
  [['token'], {}, 'Write tallymark token USER_ID'],
  [['token', 'alice', '--expires', 'soon'], {}, '--expires must be a time like 90s, 30m, 1h or 7d, not "soon".'],
] as const)('[OPS2] %j with %j is refused with exit code 2 and a sentence', async ([args, env, sentence]) => {
  using folder = temporaryFolder()
  const { exitCode, stdout, stderr } = await runTallymark(args, { env, cwd: folder.path })
  expect(stderr).toContain(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
})

test('[OPS2] a flag wins over its variable, and an empty variable is none', async () => {
  using folder = temporaryFolder()
  const env = { TALLYMARK_DATABASE: 'file:variable.db', TALLYMARK_PORT: '' }
  const { stdout } = await runTallymark(['migrate', '--database', 'file:flag.db'], { env, cwd: folder.path })
  expect(stdout).toBe('The schema of file:flag.db went from version 0 to 1.\n')
})
