import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { addressIn, ask, keyIn, runTallymark, SAMPLE, TallymarkProcess, temporaryFolder } from './tallymark-process.ts'

const SERVE = ['serve', '--port', '0'] as const

test('[OPS4] the first start prints a key once, never in the log; the next one says how to make another', async () => {
  using folder = temporaryFolder()
  const start = { cwd: folder.path }
  let key: string | undefined
  {
    await using first = new TallymarkProcess(SERVE, start)
    const banner = await first.banner()
    key = keyIn(banner)
    expect((await ask(addressIn(banner), '/v1/inbox?userId=alice', key)).status).toBe(404)
    expect((await ask(addressIn(banner), '/v1/inbox?userId=alice', `${key}x`)).status).toBe(401)
    const { stdout, stderr } = await first.stop()
    expect(stdout.split(key as string)).toHaveLength(2)
    expect(stderr).not.toContain(key)
  }
  await using second = new TallymarkProcess(SERVE, start)
  const banner = await second.banner()
  expect(banner).not.toContain('tmk_')
  expect(banner).toContain('for another: npx tallymark key create\n')
  expect((await ask(addressIn(banner), '/v1/inbox?userId=alice', key)).status).toBe(404)
})

test('[OPS4] with a key in the environment no other is made', async () => {
  using folder = temporaryFolder()
  const key = 'a-key-for-containers'
  await using server = new TallymarkProcess(SERVE, { cwd: folder.path, env: { TALLYMARK_API_KEY: key } })
  const banner = await server.banner()
  expect((await ask(addressIn(banner), '/v1/inbox?userId=alice', key)).status).toBe(404)
  const { stdout, stderr } = await server.stop()
  expect(stdout + stderr).not.toContain(key)
  expect((await runTallymark(['key', 'list'], { cwd: folder.path })).stdout).toContain('There is no API key yet')
})

test('[OPS4] a sample is replayed by the first start, and the three printed lines show what they promise', async () => {
  using folder = temporaryFolder()
  const args = [...SERVE, '--sample', SAMPLE]
  await using server = new TallymarkProcess(args, { cwd: folder.path })
  const banner = await server.banner()
  expect(banner).toContain('393 people, 1377 messages, 376 reads')
  const lines = banner.split('\n').filter((line) => line.includes('curl '))
  expect(lines).toHaveLength(3)
  const [who, inbox, marking] = await Promise.all(lines.slice(0, 3).map(paste))
  expect(who?.length).toBeLessThan(2_000)
  expect(JSON.parse(who as string)).toMatchObject({ messageId: 'm1565', summaryText: 'Read by 4 of 293' })
  expect(JSON.parse(who as string).recipientStatuses[0].readAt).toMatch(/^2007-06-04T10:/)
  expect(JSON.parse(inbox as string)).toMatchObject({ unreadConversations: 1, conversations: [{}] })
  const [before, marked, after] = (marking as string).trim().split('\n')
  expect(before).toBe('"summaryText":"Read by 4 of 293"')
  expect(JSON.parse(marked as string)).toMatchObject({ read: '1126' })
  expect(after).toBe('"summaryText":"Read by 5 of 293"')
})

test("[OPS4] the second start tells where the sample is, and its lines work with a key of one's own", async () => {
  using folder = temporaryFolder()
  const args = [...SERVE, '--sample', SAMPLE]
  const start = { cwd: folder.path }
  {
    await using first = new TallymarkProcess(args, start)
    await first.banner()
    // Killed, not stopped: the next start must not mind.
    await first.stop('SIGKILL')
  }
  await using server = new TallymarkProcess(args, start)
  const banner = await server.banner()
  expect(banner).toContain('replayed by an earlier start as conversation 2007-06-04')
  expect(banner).toContain("npx tallymark key create --database 'file:tallymark-sample.db'")
  const made = await runTallymark(['key', 'create', '--database', 'file:tallymark-sample.db'], start)
  const [who] = banner.split('\n').filter((line) => /^ +curl /.test(line))
  const shown = await paste(`KEY=${made.stdout.trim()}; ${who}`)
  expect(JSON.parse(shown)).toMatchObject({ summaryText: 'Read by 4 of 293' })
})

test('[OPS4] --empty replays nothing and keeps away from the database of the sample', async () => {
  using folder = temporaryFolder()
  await using server = new TallymarkProcess([...SERVE, '--sample', SAMPLE, '--empty'], { cwd: folder.path })
  const banner = await server.banner()
  expect(banner).toContain('file:tallymark.db')
  expect(banner).not.toContain('Sample')
  const path = '/v1/conversations/2007-06-04'
  expect((await ask(addressIn(banner), path, keyIn(banner))).status).toBe(404)
})

test('[OPS4] a bad sample is refused before anything is made of it', async () => {
  using folder = temporaryFolder()
  writeFileSync(folder.file('bad.jsonl'), '{"type":"dance"}\n')
  const args = [...SERVE, '--sample', 'bad.jsonl']
  const { exitCode, stdout, stderr } = await runTallymark(args, { cwd: folder.path })
  expect(stderr).toMatch(/^Line 1 of the sample bad\.jsonl is not an event: .*\n$/)
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
})

test('[ACC2] a running server refuses a revoked key within 5 seconds', async () => {
  using folder = temporaryFolder()
  const start = { cwd: folder.path }
  await using server = new TallymarkProcess(SERVE, start)
  const address = addressIn(await server.banner())
  const key = (await runTallymark(['key', 'create'], start)).stdout.trim()
  await expect.poll(async () => (await ask(address, '/v1/inbox?userId=alice', key)).status).toBe(404)
  await runTallymark(['key', 'revoke', key.slice(4, 20)], start)
  const revokedAt = performance.now()
  const status = async () => (await ask(address, '/v1/inbox?userId=alice', key)).status
  await expect.poll(status, { timeout: 8_000 }).toBe(401)
  expect(performance.now() - revokedAt).toBeLessThan(5_000)
})

test('[OPS2] a port that is taken is told in a sentence', async () => {
  using folder = temporaryFolder()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const { exitCode, stdout, stderr } = await runTallymark(['serve', '--port', String(port)], { cwd: folder.path })
  other.close()
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  expect(stderr).toContain(`Port ${port} of 127.0.0.1 is taken`)
})

test('[OPS3] the log is JSON lines', async () => {
  using folder = temporaryFolder()
  await using server = new TallymarkProcess([...SERVE, '--log-level', 'trace'], { cwd: folder.path })
  const banner = await server.banner()
  await ask(addressIn(banner), '/v1/inbox?userId=alice', keyIn(banner))
  const { stderr } = await server.stop()
  const lines = stderr.trim().split('\n')
  expect(lines.length).toBeGreaterThan(2)
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) })
  expect(stderr).not.toContain((keyIn(banner) as string).slice(-43))
})

/** Runs a line as it would run when pasted into a terminal; rejects if bash or curl is missing or fails. */
const paste = async (line: string): Promise<string> => (await promisify(execFile)('bash', ['-c', line])).stdout
