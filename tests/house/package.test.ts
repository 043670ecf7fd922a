import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type PackFile, publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { beforeAll, describe, expect, test } from 'vitest'
import { PROJECT } from './source-file.ts'

const FOLDERS = ['packages/core', 'packages/client', 'packages/react', 'packages/server'] as const

/** What npm would publish of each package, asked for once: npm takes longer to start than all else here. */
const packed = new Map<string, readonly PackFile[]>()
beforeAll(async () => {
  const workspaces = FOLDERS.flatMap((folder) => ['-w', folder])
  const asked = ['pack', '--dry-run', '--json', '--ignore-scripts', ...workspaces]
  const { stdout } = await promisify(execFile)('npm', asked, { cwd: PROJECT, maxBuffer: 2 ** 24 })
  const answers = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[]
  for (const [at, folder] of FOLDERS.entries()) {
    const read = ({ path }: { readonly path: string }): PackFile => ({
      name: `package/${path}`,
      data: readFileSync(join(PROJECT, folder, path)),
    })
    packed.set(folder, answers[at]?.files.map(read) ?? [])
  }
}, 60_000)

/** The paths of the files that npm would publish. */
const packedFiles = (folder: string): readonly string[] =>
  packed.get(folder)?.map(({ name }) => name.slice('package/'.length)) ?? []

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

  test('holds a page that says what it is, and nothing that only a build reads', () => {
    const files = packedFiles(folder)
    expect(files).toContain('README.md')
    expect(files.filter((path) => path.endsWith('.tsbuildinfo'))).toEqual([])
  })

  test('is clean to publint', async () => {
    const { messages } = await publint({
      pkgDir: 'package',
      strict: true,
      pack: { files: [...(packed.get(folder) ?? [])] },
    })
    const manifest = manifestOf(folder)
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([])
  }, 60_000)
})
