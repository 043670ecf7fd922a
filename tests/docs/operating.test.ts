import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { runTallymark, temporaryFolder } from '../cli/tallymark-process.ts'
import { ROOT } from './readme.ts'

const [, section = ''] = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8').split('## Backup and restore\n')

/** The commands that back up and restore, in their order. */
const blocks = [...section.matchAll(/^```\n(.+?)^```$/gms)].map(([, commands = '']) => commands)

/** Runs commands as a terminal of somebody does whose files others may read. */
const run = (commands: string, cwd: string) =>
  execFileSync('/bin/sh', ['-ec', `umask 022\n${commands}`], {
    cwd,
    env: { PATH: `${join(process.execPath, '..')}:${process.env.PATH}` },
    stdio: 'pipe',
  })

test('[STO16] what docs/operating.md makes of a file, as a backup and back again, its owner alone may read', async () => {
  using folder = temporaryFolder()
  const [backup = '', restore = ''] = blocks
  expect((await runTallymark(['key', 'create', '--database', `file:${folder.file('chat.db')}`])).exitCode).toBe(0)
  const modeOf = (name: string): string => (statSync(folder.file(name)).mode & 0o777).toString(8)
  run(backup, folder.path)
  expect(modeOf('backup.db')).toBe('600')
  // The command line itself is not installed where tests run.
  run(restore.replace(/^npx .*$/m, ''), folder.path)
  expect(modeOf('chat.db')).toBe('600')
  using database = new DatabaseSync(folder.file('chat.db'))
  expect(database.prepare('select count(*) as keys from api_key').get()).toEqual({ keys: 1 })
})

test('[STO16] no command of the backup makes a file that others may read', () => {
  const makers = blocks.filter((commands) => /vacuum into|pg_dump|^cp /m.test(commands))
  expect(makers).toHaveLength(3)
  for (const commands of makers) expect(commands).toMatch(/^umask 077$/m)
})
