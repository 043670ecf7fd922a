import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { SelfSigned } from '../../packages/server/testing/self-signed.ts'
import { runCopy } from './copy-process.ts'
import { runTallymark, TallymarkProcess, temporaryFolder } from './tallymark-process.ts'

const canTest = SelfSigned.canBeMade()
const folder = temporaryFolder()
let server: PostgresServer
let certificate: SelfSigned

beforeEach(({ skip }) => skip(!canTest, 'there is no openssl to make a certificate with'))
beforeAll(async () => {
  if (!canTest) return
  certificate = new SelfSigned()
  const { certPath, keyPath } = certificate
  server = await PostgresServer.start({
    durable: true,
    tls: { certPath, keyPath, clientCaPath: certPath },
    lets: ['hostssl all all 127.0.0.1/32 trust'],
  })
}, 60_000)
afterAll(async () => {
  folder[Symbol.dispose]()
  if (!canTest) return
  await server[Symbol.asyncDispose]()
  certificate[Symbol.dispose]()
})

const address = (query: string): string => `${server.url.replace('postgres@', 'postgres:hush-hush@')}?${query}`
const shown = (): string => server.url.replace('postgres@', '')

/** Which of our programs use the server, and whether all of their sessions are encrypted. */
async function sessions(): Promise<unknown> {
  const client = new pg.Client({ connectionString: server.url, ssl: { ca: certificate.text } })
  await client.connect()
  const { rows } = await client.query(
    `select application_name as name, bool_and(ssl) as encrypted
      from pg_stat_activity join pg_stat_ssl using (pid) where application_name like 'tallymark%' group by 1 order by 1`,
  )
  await client.end()
  return rows
}

test('[STO17] every command says on one line what is wrong with TLS, and what to do', async () => {
  const { exitCode, stderr } = await runTallymark(['migrate'], {
    env: { TALLYMARK_DATABASE: address('sslmode=require') },
  })
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: `The database ${shown()} shows a certificate that is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). Name the file of its CA by sslrootcert in the address.\n`,
  })
})

test('[STO17] what NODE_EXTRA_CA_CERTS names is trusted by store and bus, and nothing is warned of', async () => {
  const env = { NODE_EXTRA_CA_CERTS: certificate.certPath, TALLYMARK_DATABASE: address('sslmode=require') }
  await using process = new TallymarkProcess(['serve', '--port', '0', '--empty', '--log-level', 'warn'], { env })
  expect(await process.banner()).toContain(shown())
  expect(await sessions()).toEqual([
    { name: 'tallymark', encrypted: true },
    { name: 'tallymark bus', encrypted: true },
  ])
  const { stdout, stderr } = await process.stop('SIGINT')
  expect(stdout).not.toMatch(/hush|sslmode/)
  expect(stderr).toBe('')
}, 60_000)

test('[STO17] [CPY1] a copy goes over TLS', async () => {
  const file = `file:${folder.file('chat.db')}`
  await runTallymark(['migrate', '--database', file])
  const target = `sslmode=verify-full&sslrootcert=${certificate.certPath}`
  const { exitCode, stdout } = await runCopy(file, address(target), { env: { TALLYMARK_POSTGRES_SCHEMA: 'copied' } })
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining('Copied, and every row compared'),
  })
}, 60_000)
