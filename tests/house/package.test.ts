import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { describe, expect, test } from 'vitest'
import { PROJECT } from './source-file.ts'

/** The paths of the files that npm would publish. */
function packedFiles(folder: string): readonly string[] {
  const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: join(PROJECT, folder),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [packed] = JSON.parse(listing) as readonly { readonly files: readonly { readonly path: string }[] }[]
  return packed?.files.map(({ path }) => path) ?? []
}

const manifestOf = (folder: string) => JSON.parse(readFileSync(join(PROJECT, folder, 'package.json'), 'utf8'))

describe.each([
  ['packages/core', ['dist/index.js', 'dist/index.d.ts', 'src/index.ts', 'package.json']],
  ['packages/client', ['dist/index.js', 'dist/index.d.ts', 'dist/elements/index.js', 'styles.css', 'package.json']],
  ['packages/react', ['dist/index.js', 'dist/index.d.ts', 'src/index.ts', 'package.json']],
  ['packages/server', ['dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js', 'bin/tallymark.js', 'package.json']],
])('what is published of %s', (folder, needed) => {
  test('holds what runs and what tells its types', () => {
    const files = packedFiles(folder)
    expect(needed.filter((path) => !files.includes(path))).toEqual([])
  })

  test('holds no tests and nothing that tests share', () => {
    expect(packedFiles(folder).filter((path) => /\.test\.|(^|\/)(testing|tests|fixtures)\//.test(path))).toEqual([])
  })

  test('is clean to publint', async () => {
    const { messages } = await publint({ pkgDir: join(PROJECT, folder), strict: true })
    const manifest = manifestOf(folder)
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([])
  }, 60_000)
})
