import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { programOf, programsOf, saidLines } from './programs.ts'
import { ROOT } from './readme.ts'
import { KEY, runNode, startServer, until } from './running.ts'
import { typeFaults } from './typed.ts'

const GUIDE = 'docs/guide.md'
const PAGES = ['README.md', GUIDE, ...['core', 'server', 'client', 'react'].map((name) => `packages/${name}/README.md`)]

/** Runs a program from the sources, in a shell of what it takes from elsewhere. */
const run = (program: string) => runNode(['--input-type=module-typescript', '--eval', program], {})

/** Runs a program to its end; the lines that it printed. */
async function printedBy(program: string): Promise<readonly string[]> {
  const running = run(program)
  await once(running, 'close')
  expect(running.failed).toBe('')
  return running.printed.trimEnd().split('\n')
}

test('the programs of the pages have the types of the packages', { timeout: 120_000 }, async () => {
  const programs = PAGES.flatMap(programsOf)
  expect(programs.length).toBeGreaterThan(12)
  expect(await typeFaults(programs)).toBe('')
})

test.each([
  [GUIDE, 'ts library'],
  ['packages/core/README.md', 'ts'],
  ['packages/server/README.md', 'ts'],
])('[STA3] [UNR1] [UNR3] [PRV3] the program of %s that stands as %s prints what it says', async (page, as) => {
  const program = programOf(page, as)
  const said = saidLines(program)
  expect(said.length).toBeGreaterThan(0)
  expect(await printedBy(program)).toEqual(said)
})

test('[LIB1] the transaction of the guide keeps a message in both or in neither', { timeout: 60_000 }, async () => {
  await using server = await PostgresServer.start({ settings: ['synchronous_commit=on'] })
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  onTestFinished(() => client.end())
  await client.query('CREATE TABLE chat_message (id text PRIMARY KEY, place bigint NOT NULL, text text NOT NULL)')
  const program = programOf(GUIDE, 'ts postgres')
  const database = `const database = ${JSON.stringify(server.url)}\n`
  expect(await printedBy(database + program)).toEqual(saidLines(program))
  expect((await client.query('SELECT id, place::int FROM chat_message')).rows).toEqual([{ id: 'm1', place: 1 }])
  await client.end()
})

test('[CLT3] [CLT4] [UNR3] [PRV3] the client of the guide shows and marks what it says', {
  timeout: 40_000,
}, async () => {
  const url = await startServer()
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  const ask = async (method: string, path: string, body?: object) =>
    (
      await fetch(`${url}/v1/conversations/c1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    ).json()
  await ask('PUT', '', { participants: ['ana', 'bo'] })
  for (const messageId of ['m1', 'm2']) await ask('POST', '/messages', { messageId, senderId: 'ana' })
  const supplied = `
    const url = '${url}'
    const fetchTokenFromYourServer = async () => '${KEY}'
    const show = (messages, unreadCount) => console.log(messages.length, 'messages,', unreadCount, 'unread')
    const showState = (state) => console.log('state', state)
    const allAreDurable = () => console.log('durable')
    const logOutButton = {}
    process.stdin.once('data', () => logOutButton.onclick())
  `
  const page = run(supplied + programOf(GUIDE, 'ts client'))
  await until(page, /state open\n/)
  await until(page, /2 messages, 1 unread\n/)
  await until(page, /durable\n/)
  expect(await ask('GET', '/participants/bo')).toMatchObject({ read: '1:2', reopened: '2' })
  expect(await ask('GET', '/messages/m1/status')).toMatchObject({ readCount: 0 })
  expect(await ask('GET', '/messages/m2/status')).toMatchObject({ readCount: 1 })
  page.stdin?.end('log out\n')
  await until(page, /state closed\n/)
})

test('every file that the guide leads to is there, and the README leads to the guide', () => {
  const links = [...readFileSync(join(ROOT, GUIDE), 'utf8').matchAll(/\]\(([^)#]+)/g)].map(([, path]) => path as string)
  expect(links.length).toBeGreaterThan(5)
  for (const path of links) expect(() => readFileSync(join(ROOT, 'docs', path)), path).not.toThrow()
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('](docs/guide.md)')
})
