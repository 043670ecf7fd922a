import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { signToken } from '../../packages/server/src/access/sign-token.ts'
import { addressIn, ask, keyIn, runTallymark, TallymarkProcess, temporaryFolder } from './tallymark-process.ts'

const ROOT = join(import.meta.dirname, '../..')

/** The arguments of `npm start`, but for another port and database, and with the demo that was built to this folder. */
function startArguments(folder: string): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const [program, ...args] = scripts.start.replace('apps/demo/dist', folder).split(' ')
  expect(program).toBe('tallymark')
  return [...args, '--port', '0', '--database', `file:${join(folder, 'x.db')}`]
}

/** Builds the demo from the sources of all packages. */
const buildDemo = (folder: string) =>
  promisify(execFile)(process.execPath, [join(ROOT, 'apps/demo/build.js'), folder, 'tallymark-source'])

/** An app of the test's own. */
function app(folder: { file(name: string): string }, source: string): string {
  writeFileSync(folder.file('app.mjs'), source)
  return folder.file('app.mjs')
}

test('[DEM1] [DEM2] [OPS1] npm start serves the page and its chat, and ends as it should', {
  timeout: 60_000,
}, async () => {
  using folder = temporaryFolder()
  await buildDemo(folder.path)
  await using server = new TallymarkProcess(startArguments(folder.path), { cwd: ROOT })
  const banner = await server.banner()
  const address = addressIn(banner)
  expect(banner.split('\n').filter((line) => line !== '')[1]).toBe(`  Open ${address}/`)
  const page = await fetch(address)
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self';/)
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  const assets = [...(await page.text()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path)
  expect(assets.length).toBeGreaterThan(1)
  for (const asset of assets) {
    const answer = await fetch(`${address}${asset}`)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect((await answer.text()).length).toBeGreaterThan(100)
  }
  for (const path of ['/assets/..%2f..%2fchat%2fapp.js', '/assets/', '/index.html', '/chat/app.js', '/x.db'])
    expect((await fetch(`${address}${path}`)).status, path).toBe(404)
  const login = await ask(address, '/chat/login', undefined, { userId: 'ana' })
  const { token } = (await login.json()) as { token: string }
  const inbox = await ask(address, '/v1/inbox', token)
  expect(await inbox.json()).toMatchObject({ unreadConversations: 3 })
  const listening = await ask(address, '/chat/events', token)
  const askedAt = performance.now()
  const { exitCode, stderr } = await server.stop()
  expect(performance.now() - askedAt).toBeLessThan(5_000)
  expect(exitCode).toBe(0)
  expect(await listening.text()).toMatch(/^: here\n\n/)
  expect(stderr).not.toContain(token.slice(-20))
  expect(stderr).not.toContain('"level":50')
})

test('[DEM1] [OPS5] --empty serves no app', async () => {
  using folder = temporaryFolder()
  const args = startArguments(folder.path).concat('--empty')
  await using server = new TallymarkProcess(args, { cwd: ROOT })
  const banner = await server.banner()
  expect(banner).not.toContain('Open')
  for (const path of ['/', '/chat/people']) expect((await fetch(`${addressIn(banner)}${path}`)).status).toBe(404)
})

const ECHO = `
export const openApp = async ({ address, apiKey, database, listensOn, sample, logger, signToken, userOf }) => {
  const headers = { authorization: 'Bearer ' + apiKey, 'content-type': 'application/json' }
  const body = JSON.stringify({ participants: ['alice', 'bob'] })
  const { status } = await fetch(address + '/v1/conversations/c1', { method: 'PUT', headers, body })
  logger.info({ status, address, database, listensOn, sample }, 'opened')
  return {
    async handle(request, response) {
      let text = ''
      for await (const chunk of request) text += chunk
      const user = await userOf(request.headers.authorization?.slice(7) ?? '')
      response.end(JSON.stringify([request.method, request.url, text, user, await signToken('alice'), apiKey]))
    },
    async close() { logger.info({}, 'closed') },
  }
}`

test('[OPS5] [OPS6] an app answers every address that is not Tallymark’s, and is let in beside what was configured', async () => {
  using folder = temporaryFolder()
  const secret = 'a secret of more than thirty-two bytes'
  const env = { TALLYMARK_API_KEY: 'a-key-for-containers', TALLYMARK_JWT_SECRET: secret }
  const args = ['serve', '--port', '0', '--app', app(folder, ECHO)]
  await using server = new TallymarkProcess(args, { cwd: folder.path, env })
  const address = addressIn(await server.banner())
  const echo = async (path: string, init?: RequestInit) => (await fetch(`${address}${path}`, init)).json()
  const sent = { method: 'PATCH', body: '{not json', headers: { 'content-type': 'a/b' } }
  const [method, url, text, user, token, apiKey] = await echo('/some/where?a=%20', sent)
  expect([method, url, text, user]).toEqual(['PATCH', '/some/where?a=%20', '{not json', null])
  const configured = await signToken(secret, { userId: 'bob', seconds: 60, now: Date.now() })
  for (const [bearer, who] of [
    [token, 'alice'],
    [configured, 'bob'],
    [apiKey, null],
    ['x.y.z', null],
  ])
    expect((await echo('/', { headers: { authorization: `Bearer ${bearer}` } }))[3]).toBe(who)
  for (const bearer of [token, configured, apiKey, env.TALLYMARK_API_KEY])
    expect((await ask(address, '/v1/conversations/c1', bearer)).status).toBe(200)
  for (const path of ['/v1', '/v1/nothing', '/v1/'])
    expect(await (await ask(address, path, undefined)).json()).toMatchObject({ code: 'unknown_route' })
  for (const path of ['/healthz', '/readyz', '/metrics', '/docs/', '/openapi.json'])
    expect(await (await ask(address, path, undefined)).text(), path).not.toContain(apiKey)
  const document = (await (await ask(address, '/openapi.json', undefined)).json()) as { readonly paths: object }
  expect(Object.keys(document.paths).filter((path) => !/^\/(v1\/|healthz|readyz)/.test(path))).toEqual([])
  const { exitCode, stdout, stderr } = await server.stop()
  const lines = stderr.trim().split('\n')
  const told = lines.map((line) => JSON.parse(line) as { readonly msg: string })
  const about = { address, database: 'file:tallymark.db', listensOn: '127.0.0.1' }
  expect(told).toContainEqual(expect.objectContaining({ msg: 'opened', status: 201, ...about }))
  expect(told.map(({ msg }) => msg)).toContain('closed')
  expect(exitCode).toBe(0)
  for (const kept of [apiKey, token]) expect(stdout + stderr).not.toContain(kept.slice(-20))
})

test.each([
  [
    'nowhere.mjs',
    undefined,
    /^The app nowhere\.mjs cannot be loaded \(Cannot find module .*\): build it, or name another module with --app\.\n$/,
  ],
  [
    'app.mjs',
    'export const open = 7 +',
    /^The app app\.mjs cannot be loaded \(.*\): build it, or name another module with --app\.\n$/,
  ],
  [
    'app.mjs',
    'export const open = 7',
    /^The app app\.mjs exports no function openApp: name a module with --app that exports one\.\n$/,
  ],
])('[OPS5] %s that holds %s ends the start with a sentence', async (name, source, sentence) => {
  using folder = temporaryFolder()
  if (source !== undefined) app(folder, source)
  const { exitCode, stdout, stderr } = await runTallymark(['serve', '--app', name], { cwd: folder.path })
  expect(stderr).toMatch(sentence)
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
})

test('[OPS5] an app that does not open ends the start with its sentence', async () => {
  using folder = temporaryFolder()
  const path = app(
    folder,
    "export const openApp = async () => { throw new Error('The cellar is full: drink something.') }",
  )
  const { exitCode, stdout, stderr } = await runTallymark(['serve', '--port', '0', '--app', path], { cwd: folder.path })
  expect(stderr.trim().split('\n').at(-1)).toBe(`The app ${path} did not open: The cellar is full: drink something.`)
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
})

test('[OPS5] an app that fails at a request costs that request alone', async () => {
  using folder = temporaryFolder()
  const source =
    "export const openApp = async () => ({ handle() { throw new Error('dropped a plate') }, async close() {} })"
  await using server = new TallymarkProcess(['serve', '--port', '0', '--app', app(folder, source)], {
    cwd: folder.path,
  })
  const banner = await server.banner()
  await expect(fetch(addressIn(banner))).rejects.toThrow()
  expect((await ask(addressIn(banner), '/v1/inbox?userId=alice', keyIn(banner))).status).toBe(404)
  expect((await server.stop()).stderr).toContain('dropped a plate')
})
