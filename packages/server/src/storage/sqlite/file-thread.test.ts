import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const SOURCE = fileURLToPath(new URL('./open-sqlite-store.ts', import.meta.url))

test.each([
  ['a heap size', ['--max-old-space-size=256', '--conditions=tallymark-source']],
  ['a program on the command line', ['--conditions=tallymark-source', '--input-type=module']],
  ['both, the other way of writing them', ['--expose-gc', '-C', 'tallymark-source', '--input-type', 'module']],
])('[ENG4] the thread of a file starts in a process that was started with %s', (_what, options) => {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-thread-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const program = `
    import(${JSON.stringify(SOURCE)}).then(async ({ openSqliteStore }) => {
      const store = await openSqliteStore({ file: ${JSON.stringify(join(folder, 'x.db'))} })
      console.log(store.lanes)
      await store.close()
    })`
  const { stdout, stderr } = spawnSync(process.execPath, [...options, '--eval', program], { encoding: 'utf8' })
  expect([stdout, stderr]).toEqual(['1\n', ''])
})
