import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { callsOfReadme, programOfReadme, ROOT } from './readme.ts'
import { KEY, runCommand, runNode, startServer, until } from './running.ts'

/** What a program prints that is run from the sources. */
const printedBy = (program: string): string =>
  execFileSync(
    process.execPath,
    ['--conditions=tallymark-source', '--input-type=module-typescript', '--eval', program],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  )

test('[STA3] [UNR1] the program of the README runs as it stands and prints what it says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-readme-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const program = programOfReadme().replace('file:receipts.db', `file:${join(folder, 'receipts.db')}`)
  const printed = printedBy(program)
  expect(printed).toMatch(/^Read by 1 of 2\n/)
  expect(printed).toContain('unreadCount: 1')
})

test('[CON9] [FED3] the live program of the README runs as it stands and prints what it says', () => {
  const printed = printedBy(programOfReadme('ts live'))
  expect(printed.split('\n').map((line) => line.replaceAll(' ', ''))).toEqual(['[[1,1,0,0,0]]', '[[1,1,1,1,0]]', ''])
})

test('[CLT3] [CLT4] [CLT6] the browser’s program of the README runs as it stands and shows what it says', {
  timeout: 40_000,
}, async () => {
  const url = await startServer()
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  const chat = (method: string, path: string, body: object) =>
    fetch(`${url}/v1/conversations/c1${path}`, { method, headers, body: JSON.stringify(body) })
  await chat('PUT', '', { participants: ['ana', 'bo'] })
  await chat('POST', '/messages', { messageId: 'm1', senderId: 'ana' })
  const supplied = `
    const fetchTokenFromYourServer = async () => '${KEY}'
    const showTicks = (messages) => console.log('ticks', JSON.stringify(messages))
    const showBadge = (count) => console.log('badge', count)
  `
  const page = runNode(
    [
      '--input-type=module-typescript',
      '--eval',
      supplied + programOfReadme('ts browser').replace('https://receipts.example.org', url),
    ],
    {},
  )
  await until(page, /"messageId":"m1".*"overallStatus":"read"/)
  await until(page, /badge 0\n/)
  await chat('POST', '/messages', { messageId: 'm2', senderId: 'ana' })
  await until(page, /badge 1\n/)
  await until(
    page,
    /"messageId":"m2".*"overallStatus":"delivered","totalRecipients":1,"deliveredCount":1,"readCount":0/,
  )
})

test('[STA3] the calls of the README run in a shell, and each answer stands in a line', { timeout: 40_000 }, async ({
  skip,
}) => {
  skip(spawnSync('curl', ['--version']).status !== 0, 'there is no curl')
  const url = await startServer()
  const calls = callsOfReadme().replace(/^URL=.*$/m, `URL=${url} KEY=${KEY}`)
  const shell = runCommand(calls, {})
  await once(shell, 'close')
  const answers = shell.printed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(answers).toMatchObject([{ isNew: true }, { seq: 1 }, { read: '1' }, { summaryText: 'Read by 1 of 2' }])
})

test.each([
  ['ts', 15],
  ['ts live', 10],
  ['ts browser', 10],
])('the program of the README that stands as %s is at most %i lines', (as, most) => {
  const lines = programOfReadme(as)
    .split('\n')
    .filter((line) => line.trim() !== '')
  expect(lines.length).toBeLessThanOrEqual(most)
})

test('[RCT1] the quick start of the README is the example that runs in a browser, of less than thirty lines', () => {
  const example = readFileSync(join(ROOT, 'examples/quick-start.tsx'), 'utf8')
  expect(programOfReadme('tsx')).toBe(example)
  expect(example.trimEnd().split('\n').length).toBeLessThan(30)
})

test('every picture that the documents show is there', () => {
  const pages = [
    'README.md',
    ...readdirSync(join(ROOT, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ]
  const shown = pages.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) =>
      join(dirname(page), path as string),
    ),
  )
  expect(shown.length).toBeGreaterThan(2)
  expect(shown.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})
