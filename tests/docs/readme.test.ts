import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** The program in TypeScript that the README shows. */
function programOfReadme(): string {
  const [, program] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? []
  if (program === undefined) throw new Error('the README shows no program')
  return program
}

test('[STA3] [UNR1] the program of the README runs as it stands and prints what it says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-readme-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const program = programOfReadme().replace('file:receipts.db', `file:${join(folder, 'receipts.db')}`)
  const printed = execFileSync(
    process.execPath,
    ['--conditions=tallymark-source', '--input-type=module-typescript', '--eval', program],
    { cwd: ROOT, encoding: 'utf8' },
  )
  expect(printed).toMatch(/^Read by 1 of 2\n/)
  expect(printed).toContain('unreadCount: 1')
})

test('the program of the README is at most fifteen lines', () => {
  const lines = programOfReadme()
    .split('\n')
    .filter((line) => line.trim() !== '')
  expect(lines.length).toBeLessThanOrEqual(15)
})
