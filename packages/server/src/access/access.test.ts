import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { UserId } from '@tallymark/core'
import { exportJWK, SignJWT } from 'jose'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { START, signed } from '../../testing/http-server.ts'
import { createAccess } from './access.ts'
import { JWT_LEEWAY_MS } from './jwt.ts'
import { VerifiedTokens } from './verified-tokens.ts'

const SECRET = 'a secret of the tests, 32 bytes or more'
const parts = { store: { apiKeys: async () => [] }, clock: { now: () => Date.now() } }
let server: Server | undefined

afterEach(() => {
  server?.close()
  server = undefined
})

async function listen(answer: () => readonly [status: number, body: string]): Promise<string> {
  const listening = createServer((_request, response) => {
    const [status, body] = answer()
    response.writeHead(status).end(body)
  })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/jwks`
}

/** An identity provider: the public keys that it gives out, and tokens that it signs for nine hours. */
async function provider() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1' }]
  const sign = (sub: string, kid = 'k1') =>
    new SignJWT({ sub }).setProtectedHeader({ alg: 'ES256', kid }).setExpirationTime('9h').sign(privateKey)
  return { keys, sign }
}

test.each([
  ['no source', {}],
  ['two sources', { secret: SECRET, jwksUrl: 'http://127.0.0.1:9/' }],
  ['a secret that is too short', { secret: 'short' }],
  ['a file that is not there', { jwksFile: '/nowhere/jwks.json' }],
])('[ACC3] %s is refused at the start', async (_what, jwt) => {
  await expect(createAccess({ ...parts, jwt })).rejects.toThrow()
})

test('[ACC3] keys come from an address, are fetched once, and a fault of it is not a fault of the token', async () => {
  const { keys, sign } = await provider()
  let fetched = 0
  let isDown = true
  const jwksUrl = await listen(() => {
    fetched += 1
    return isDown ? [500, ''] : [200, JSON.stringify({ keys })]
  })
  const access = await createAccess({ ...parts, jwt: { jwksUrl } })
  await expect(access.identify(await sign('bob'))).rejects.toMatchObject({ code: 'internal' })
  isDown = false
  expect(await access.identify(await sign('bob'))).toMatchObject({ kind: 'user', userId: 'bob' })
  expect(await access.identify(await sign('alice'))).toMatchObject({ kind: 'user', userId: 'alice' })
  expect(fetched).toBe(2)
})

test('[ACC3] while the address is away, the keys that came last are believed, and it is not asked for each token', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const { keys, sign } = await provider()
  let asked = 0
  let isDown = false
  const jwksUrl = await listen(() => {
    asked += 1
    return isDown ? [503, ''] : [200, JSON.stringify({ keys })]
  })
  const access = await createAccess({ ...parts, jwt: { jwksUrl } })
  expect(await access.identify(await sign('bob'))).toMatchObject({ userId: 'bob' })
  isDown = true
  vi.setSystemTime(Date.now() + 3_600_000)
  for (const userId of ['cy', 'dan', 'eve']) expect(await access.identify(await sign(userId))).toMatchObject({ userId })
  expect(asked).toBe(2)
  expect(await access.identify(await sign('fay', 'k2'))).toBeUndefined()
})

test('[ACC3] a verified token is told at once the second time', async () => {
  const access = await createAccess({ ...parts, jwt: { secret: SECRET } })
  const token = await new SignJWT({ sub: 'bob' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET))
  expect(await access.identify(token)).toMatchObject({ kind: 'user', userId: 'bob' })
  expect(access.identify(token)).toMatchObject({ kind: 'user', userId: 'bob' })
  expect(await access.identify(`${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`)).toBeUndefined()
})

test('[ACC1] without a source of keys no JWT is accepted', async () => {
  const access = await createAccess(parts)
  const token = await new SignJWT({ sub: 'bob' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET))
  expect(await access.identify(token)).toBeUndefined()
})

test.each([
  ['in a day', 86_400, 86_400_000],
  ['in its leeway', -20, -20_000],
  ['between two milliseconds', 100.0006, 100_000],
  ['never, in effect', 1e300, Number.MAX_SAFE_INTEGER - START],
])('[CON2] a JWT that ends %s says when, without the leeway, the second time too', async (_when, seconds, ms) => {
  const access = await createAccess({ ...parts, clock: { now: () => START }, jwt: { secret: SECRET } })
  const token = signed({ alg: 'HS256' }, { sub: 'bob', exp: START / 1_000 + seconds }, SECRET)
  const identity = { kind: 'user', userId: 'bob', expiresAt: START + ms }
  expect(await access.identify(token)).toEqual(identity)
  expect(access.identify(token)).toEqual(identity)
})

test('[CON2] a JWT is refused once its leeway is over, remembered or not', async () => {
  let now = START
  const access = await createAccess({ ...parts, clock: { now: () => now }, jwt: { secret: SECRET } })
  const token = signed({ alg: 'HS256' }, { sub: 'bob', exp: START / 1_000 + 10 }, SECRET)
  expect(await access.identify(token)).toBeDefined()
  now += 10_000 + JWT_LEEWAY_MS - 1
  expect(access.identify(token)).toBeDefined()
  now += 1
  expect(await access.identify(token)).toBeUndefined()
})

test('[ACC3] no more than 10,000 verified tokens are remembered, for five minutes at most', () => {
  const tokens = new VerifiedTokens()
  const end = Number.MAX_SAFE_INTEGER
  const bob = { kind: 'user', userId: 'bob' as UserId, expiresAt: end } as const
  for (let i = 0; i <= 10_000; i += 1) tokens.add(`t${i}`, bob, end, 0)
  expect(tokens.find('t0', 0)).toBeUndefined()
  expect(tokens.find('t1', 0)).toBe(bob)
  expect(tokens.find('t10000', 299_999)).toBe(bob)
  expect(tokens.find('t10000', 300_000)).toBeUndefined()
})
