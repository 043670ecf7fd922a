import { copyFileSync, linkSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../packages/server/testing/free-port.ts'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { runCopy } from './copy-process.ts'
import { runTallymark, TallymarkProcess, temporaryFolder } from './tallymark-process.ts'

let server: PostgresServer
const folder = temporaryFolder()
const chat = `file:${folder.file('chat.db')}`

beforeAll(async () => {
  server = await PostgresServer.start({ settings: ['synchronous_commit=on'] })
  await runTallymark(['key', 'create', '--database', chat])
}, 60_000)

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** That a copy is refused with one line. What is warned of a server of the tests, which waits for no disk, is no part of that. */
async function expectRefused(from: string, to: string, sentence: RegExp, exitCode = 1): Promise<void> {
  const ended = await runCopy(from, to, { env: { TALLYMARK_LOG_LEVEL: 'error' } })
  expect(ended.stderr).toMatch(sentence)
  expect(ended.stderr.trim().split('\n')).toHaveLength(1)
  expect(ended).toMatchObject({ exitCode, stdout: '' })
}

test('[CPY7] the same file twice, whatever its name', async () => {
  linkSync(folder.file('chat.db'), folder.file('link.db'))
  for (const to of [chat, `file:${folder.path}/./chat.db`, `file:${folder.file('link.db')}`])
    await expectRefused(chat, to, /are the same database\. Name another one\./)
}, 60_000)

test('[CPY7] the same PostgreSQL database twice, whatever its name', async () => {
  await runTallymark(['migrate', '--database', server.url])
  const other = server.url.replace('127.0.0.1', 'localhost').replace('postgres:', 'postgresql:')
  for (const to of [server.url, other]) await expectRefused(server.url, to, /are the same database/)
}, 60_000)

test('[CPY7] a source that is not there, and a server that cannot be reached', async () => {
  const port = await freePort()
  const away = `postgres://ana:secret@127.0.0.1:${port}/chat`
  await expectRefused(
    `file:${folder.file('none.db')}`,
    server.url,
    /There is no database file .*none\.db\. Name another/,
  )
  await expectRefused(server.url.replace(/postgres$/, 'template1'), chat, /holds nothing of Tallymark\. Name another/)
  await expectRefused(chat, away, /127\.0\.0\.1:\d+\/chat cannot be reached \(ECONNREFUSED\)/)
  await expectRefused(away, chat, /^The database (?!.*secret).*cannot be reached/)
}, 60_000)

test('[CPY7] a text file, a newer schema, and what holds something already', async () => {
  writeFileSync(folder.file('diary.txt'), 'Dear diary, '.repeat(1_000))
  copyFileSync(folder.file('chat.db'), folder.file('newer.db'))
  using newer = new DatabaseSync(folder.file('newer.db'))
  newer.exec('pragma user_version = 99')
  newer.close()
  await expectRefused(`file:${folder.file('diary.txt')}`, server.url, /is not an SQLite database/)
  await expectRefused(`file:${folder.file('newer.db')}`, server.url, /has schema 99, this program knows/)
  await expectRefused(chat, `file:${folder.file('newer.db')}`, /has schema 99, this program knows/)
  const other = `file:${folder.file('other.db')}`
  await runTallymark(['key', 'create', '--database', other])
  await expectRefused(chat, other, /other\.db holds something already\. Name an empty one\./)
}, 60_000)

test.each([
  [['copy']],
  [['copy', '--from', 'file:a.db']],
  [['copy', '--to', 'file:a.db']],
  [['copy', 'now', '--from', 'file:a.db', '--to', 'file:b.db']],
  [['copy', '--from', 'mysql://ana:secret@db/chat', '--to', 'file:b.db']],
  [['copy', '--from', 'file:a.db', '--to', 'b.db']],
])('[CPY7] %j is told how to call it', async (args) => {
  const { exitCode, stdout, stderr } = await runTallymark(args)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toMatch(/^Write tallymark copy --from|^--(from|to) must be file:PATH/)
  expect(stderr).not.toContain('secret')
})

test('[CPY7] a database in memory', async () => {
  await expectRefused(':memory:', server.url, /A database in :memory: is gone with its process\./)
  await expectRefused(chat, ':memory:', /A database in :memory: is gone with its process\./)
})

test('[CPY6] a file that is served is refused until the server has stopped', async () => {
  const to = `file:${folder.file('to.db')}`
  {
    await using process = new TallymarkProcess(['serve', '--port', '0', '--database', chat])
    await process.banner()
    await expectRefused(chat, to, /chat\.db is in use by another process\. Stop that \(a server by SIGTERM/)
    await process.stop()
  }
  expect(await runCopy(chat, to)).toMatchObject({ exitCode: 0 })
}, 60_000)
