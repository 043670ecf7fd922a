import { expect, test } from 'vitest'
import { HELP, optionsOf } from './options.ts'

test('what is asked for is read', () => {
  const given = { isJson: true, isQuick: true, isKept: false, only: 'loop.200', database: 'postgres' }
  expect(optionsOf(['--json', '--quick', '--only', 'loop.200', '--database', 'postgres'])).toEqual(given)
})

test('--help says every option', () => {
  expect(optionsOf(['--help'])).toEqual({ said: HELP, isFault: false })
  for (const name of ['quick', 'only', 'database', 'json', 'keep', 'help']) expect(HELP).toContain(`--${name} `)
})

test.each([
  [['--fast'], /^Unknown option '--fast'/],
  [['--database', 'mysql'], /^The database must be sqlite, postgres or .* not mysql\.\n/],
])('what is not known is told with the options: %j', (args, why) => {
  const asked = optionsOf(args)
  expect(asked).toMatchObject({ said: expect.stringMatching(why), isFault: true })
  expect(asked).toMatchObject({ said: expect.stringContaining(HELP) })
})
