import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fillWithReceipts } from '../../packages/server/testing/copy/many-receipts.ts'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { interruptedCopy, runCopy, sumsOfFile, sumsOfPostgres } from './copy-process.ts'
import { addressIn, ask, runTallymark, TallymarkProcess, temporaryFolder } from './tallymark-process.ts'

const GOES_ON = 'What was copied is kept: the same command goes on with it.'
const run = promisify(execFile)

let server: PostgresServer
const folder = temporaryFolder()
const full = folder.file('full.db')
let databases = 0

beforeAll(async () => {
  server = await PostgresServer.start({ settings: ['synchronous_commit=on'] })
  fillWithReceipts(full, { conversations: 100, receipts: 150_000 })
}, 60_000)

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** The address of a database of a test's own. */
async function emptyDatabase(): Promise<string> {
  databases += 1
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(`create database copy_${databases}`)
  await client.end()
  return server.url.replace(/postgres$/, `copy_${databases}`)
}

test('[CPY3] killed and interrupted again and again, a copy comes to its end with every row once', async () => {
  const url = await emptyDatabase()
  const killed = await interruptedCopy(`file:${full}`, url, (copy) => copy.stop('SIGKILL'))
  expect(killed).toMatchObject({ signal: 'SIGKILL', stdout: '' })
  const stopped = await interruptedCopy(`file:${full}`, url, (copy) => copy.stop('SIGINT'))
  expect(stopped).toMatchObject({ exitCode: 1, stdout: '' })
  expect(stopped.stderr).toContain(`Stopped. ${GOES_ON}`)
  await interruptedCopy(`file:${full}`, url, (copy) => copy.stop('SIGKILL'))
  for (const command of [
    ['serve', '--port', '0'],
    ['key', 'list'],
  ]) {
    const refused = await runTallymark([...command, '--database', url])
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
    expect(refused.stderr).toContain('holds a copy that is not finished. Run the same tallymark copy again')
  }
  const { exitCode, stdout } = await runCopy(`file:${full}`, url)
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/receipt +150000 +[0-9a-f]{64}\n.*\nCopied, and every row compared\./s),
  })
  expect(await sumsOfPostgres(url)).toEqual(sumsOfFile(full))
}, 120_000)

test('[CPY3] a server that goes away ends a copy with a sentence, and once it is back the copy goes on', async () => {
  const url = await emptyDatabase()
  const { exitCode, stderr } = await interruptedCopy(`file:${full}`, url, () => server.stop('immediate'))
  const sentence = stderr.trim().split('\n').at(-1)
  await server.start()
  expect({ exitCode, sentence }).toEqual({ exitCode: 1, sentence: expect.stringMatching(/^The database failed: .*\./) })
  expect(sentence).toContain(GOES_ON)
  expect(await runCopy(`file:${full}`, url)).toMatchObject({ exitCode: 0 })
  expect(await sumsOfPostgres(url)).toEqual(sumsOfFile(full))
}, 120_000)

test('[CPY3] a disk that is full ends a copy with a sentence, and once there is room the copy goes on', async () => {
  const target = folder.file('back.db')
  const command = ['--conditions=tallymark-source', 'packages/server/src/cli/run.ts', 'copy', '--from', `file:${full}`]
  // A file of more than so many kilobytes is refused by the system, as a full disk would.
  const limited = [
    '-c',
    'trap "" XFSZ; ulimit -f 3000; exec "$@"',
    'bash',
    process.execPath,
    ...command,
    '--to',
    `file:${target}`,
  ]
  const failure = await run('bash', limited).catch((error: { code: number; stderr: string }) => error)
  expect(failure).toMatchObject({ code: 1 })
  expect(failure.stderr).toMatch(/The database failed: .*\. What was copied is kept/)
  expect(await runCopy(`file:${full}`, `file:${target}`)).toMatchObject({ exitCode: 0 })
  expect(sumsOfFile(target)).toEqual(sumsOfFile(full))
}, 120_000)

test('[CPY1] there and back, a chat is served as before, by the keys that it had', async () => {
  const [first, url, last] = [folder.file('chat.db'), await emptyDatabase(), `file:${folder.file('chat-back.db')}`]
  const key = (await runTallymark(['key', 'create', '--database', `file:${first}`])).stdout.trim()
  const answers: unknown[] = []
  for (const [i, database] of [`file:${first}`, url, last].entries()) {
    const before = [`file:${first}`, url][i - 1]
    if (before !== undefined) expect(await runCopy(before, database)).toMatchObject({ exitCode: 0 })
    await using process = new TallymarkProcess(['serve', '--port', '0', '--database', database])
    const address = addressIn(await process.banner())
    if (i === 0) await talk(address, key)
    const status = await ask(address, '/v1/conversations/c1/messages/m1/status', key)
    answers.push({ status: status.status, body: await status.json() })
    await process.stop()
  }
  expect(answers[0]).toMatchObject({ status: 200, body: { readCount: 1, totalRecipients: 1 } })
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
}, 120_000)

async function talk(address: string, key: string): Promise<void> {
  const created = await fetch(`${address}/v1/conversations/c1`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ participants: ['ana', 'bo'] }),
  })
  expect(created.status).toBeLessThan(300)
  await ask(address, '/v1/conversations/c1/messages', key, { messageId: 'm1', senderId: 'ana' })
  await ask(address, '/v1/conversations/c1/read', key, { recipientId: 'bo', messageId: 'm1' })
}
