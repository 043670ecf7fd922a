import { hash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { openStore } from '../../packages/server/src/storage/open-store.ts'
import { runTallymark, temporaryFolder } from './tallymark-process.ts'

test('[ACC2] key create prints the key once; only its hash is in the database, and list and revoke know it by its id', async () => {
  using folder = temporaryFolder()
  const start = { cwd: folder.path }
  const created = await runTallymark(['key', 'create', '--name', 'chat'], start)
  const key = created.stdout.trim()
  expect(created).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^tmk_[0-9a-f]{16}_[\w-]{43}\n$/) })
  expect(created.stderr).toContain('not shown again')
  expect(created.stderr).toContain('for the database file:tallymark.db, which was made anew')
  expect(created.stderr).not.toContain(key)

  const store = await openStore(`file:${folder.file('tallymark.db')}`)
  const [record] = await store.apiKeys()
  await store.close()
  expect(record).toMatchObject({ name: 'chat', hash: hash('sha256', key), revokedAt: null })
  expect(readFileSync(folder.file('tallymark.db')).includes(key.slice(-43))).toBe(false)

  const keyId = record?.keyId as string
  const listed = await runTallymark(['key', 'list'], start)
  expect(listed.stdout).toMatch(new RegExp(`^ID +NAME +CREATED +REVOKED\n${keyId} +chat +20\\S+Z +-\n$`))
  expect(await runTallymark(['key', 'revoke', keyId], start)).toMatchObject({
    exitCode: 0,
    stdout: `Revoked ${keyId}.\n`,
  })
  const again = await runTallymark(['key', 'revoke', keyId], start)
  expect(again).toMatchObject({ exitCode: 1, stdout: '' })
  expect(again.stderr).toBe(`There is no API key ${keyId} that is in use; see tallymark key list.\n`)
  expect((await runTallymark(['key', 'list'], start)).stdout).toMatch(/Z +20\S+Z\n$/)
})

test('[ACC2] a name that would wreck the list of keys is refused, and no key is made', async () => {
  using folder = temporaryFolder()
  const start = { cwd: folder.path }
  for (const name of ['', 'x'.repeat(65), 'two\nlines', '\u001b[2J'])
    expect(await runTallymark(['key', 'create', `--name=${name}`], start)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: '--name must be a text of 1 to 64 characters without control characters.\n',
    })
  expect(existsSync(folder.file('tallymark.db'))).toBe(false)
  expect((await runTallymark(['key', 'create', '--name', '名'.repeat(64)], start)).exitCode).toBe(0)
})

test('[ACC2] a key is looked for only in a database that is there', async () => {
  using folder = temporaryFolder()
  const start = { cwd: folder.path }
  for (const words of [['list'], ['revoke', '0123456789abcdef']])
    expect(await runTallymark(['key', ...words, '--database', 'file:other.db'], start)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: 'There is no database file:other.db. Name the one of your server by --database.\n',
    })
  expect(existsSync(folder.file('other.db'))).toBe(false)
})

test('[ACC3] token signs sub, iat, exp and what is configured with the secret', async () => {
  const secret = 'a secret of more than thirty-two bytes'
  const env = { TALLYMARK_JWT_SECRET: secret, TALLYMARK_JWT_AUDIENCE: 'chat', TALLYMARK_JWT_ISSUER: 'us' }
  const { exitCode, stdout } = await runTallymark(['token', 'alice', '--expires', '30m'], { env })
  const { payload } = await jwtVerify(stdout.trim(), new TextEncoder().encode(secret), { algorithms: ['HS256'] })
  expect(exitCode).toBe(0)
  expect(payload).toEqual({ sub: 'alice', aud: 'chat', iss: 'us', iat: expect.any(Number), exp: expect.any(Number) })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(1_800)
})

test('[ACC3] token without a secret says how to configure one', async () => {
  const { exitCode, stdout, stderr } = await runTallymark(['token', 'alice'])
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  expect(stderr).toMatch(/^No secret is configured: set TALLYMARK_JWT_SECRET.*\n$/)
})

test('[STO4] migrate says from which version to which', async () => {
  using folder = temporaryFolder()
  const start = { cwd: folder.path }
  expect((await runTallymark(['migrate'], start)).stdout).toBe(
    'The schema of file:tallymark.db went from version 0 to 1.\n',
  )
  expect((await runTallymark(['migrate'], start)).stdout).toBe(
    'The schema of file:tallymark.db is up to date: version 1.\n',
  )
})
