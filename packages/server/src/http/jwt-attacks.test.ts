import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompactEncrypt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HttpServer, JWT_SECRET, part, populate, START, signed, startHttp } from '../../testing/http-server.ts'

const NOW = START / 1_000
const good = { sub: 'bob', exp: NOW + 3_600 }
const HS256 = { alg: 'HS256', typ: 'JWT' }
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwk = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'k1' }
const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' })

const rs256 = (header: object, claims: unknown, key = rsa.privateKey, hash = 'sha256'): string => {
  const head = `${part({ alg: 'RS256', kid: 'k1', ...header })}.${part(claims)}`
  return `${head}.${sign(hash, Buffer.from(head), key).toString('base64url')}`
}

const ask = async (server: HttpServer, token: string) => {
  const answer = await server.app.inject({
    method: 'GET',
    url: '/v1/users/bob',
    headers: { authorization: `Bearer ${token}` },
  })
  return { status: answer.statusCode, body: answer.body, challenge: answer.headers['www-authenticate'] }
}

describe('with a secret', () => {
  let server: HttpServer
  beforeAll(async () => {
    server = await startHttp({ jwt: { secret: JWT_SECRET, audience: 'chat', issuer: 'https://id.example' } })
    await populate(server)
  })
  afterAll(() => server.end())
  const claims = { ...good, aud: 'chat', iss: 'https://id.example' }
  const [head, body, signature] = signed(HS256, claims, JWT_SECRET).split('.') as [string, string, string]

  const accepted: readonly (readonly [string, string])[] = [
    ['as it should be', signed(HS256, claims, JWT_SECRET)],
    ['without typ', signed({ alg: 'HS256' }, claims, JWT_SECRET)],
    ['for several audiences', signed(HS256, { ...claims, aud: ['x', 'chat'] }, JWT_SECRET)],
    ['expired within the leeway', signed(HS256, { ...claims, exp: NOW - 29 }, JWT_SECRET)],
    ['not yet valid within the leeway', signed(HS256, { ...claims, nbf: NOW + 29 }, JWT_SECRET)],
  ]
  test.each(accepted)('[ACC3] a JWT %s is accepted', async (_what, token) => {
    expect((await ask(server, token)).status).toBe(200)
  })

  const without = (name: string) => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name))
  const attacks: readonly (readonly [string, string])[] = [
    ['alg none', `${part({ alg: 'none' })}.${body}.`],
    ['alg none with a signature', `${part({ alg: 'none' })}.${body}.${signature}`],
    ['alg None', `${part({ alg: 'None' })}.${body}.${signature}`],
    ['alg nOnE', `${part({ alg: 'nOnE' })}.${body}.${signature}`],
    ['alg NONE', `${part({ alg: 'NONE' })}.${body}.${signature}`],
    ['no alg', signed({ typ: 'JWT' }, claims, JWT_SECRET)],
    ['alg of another kind', signed({ alg: ['HS256'] }, claims, JWT_SECRET)],
    ['HS384', signed({ alg: 'HS384' }, claims, JWT_SECRET, 'sha384')],
    ['HS512', signed({ alg: 'HS512' }, claims, JWT_SECRET, 'sha512')],
    ['RS256 in the header', signed({ alg: 'RS256' }, claims, JWT_SECRET)],
    ['no signature', `${head}.${body}.`],
    ['no third part', `${head}.${body}`],
    ['four parts', `${head}.${body}.${signature}.x`],
    ['a signature cut short', `${head}.${body}.${signature.slice(0, -2)}`],
    ['another body', `${head}.${part({ ...claims, sub: 'alice' })}.${signature}`],
    ['another secret', signed(HS256, claims, 'another secret of 32 bytes or more')],
    ['an empty secret', signed(HS256, claims, '')],
    ['expired', signed(HS256, { ...claims, exp: NOW - 31 }, JWT_SECRET)],
    ['no exp', signed(HS256, without('exp'), JWT_SECRET)],
    ['exp as a text', signed(HS256, { ...claims, exp: String(NOW + 3_600) }, JWT_SECRET)],
    ['exp null', signed(HS256, { ...claims, exp: null }, JWT_SECRET)],
    ['exp without end', signed(HS256, JSON.stringify({ ...claims, exp: 0 }).replace(':0', ':1e400'), JWT_SECRET)],
    ['nbf in the future', signed(HS256, { ...claims, nbf: NOW + 60 }, JWT_SECRET)],
    ['nbf as a text', signed(HS256, { ...claims, nbf: '0' }, JWT_SECRET)],
    ['another aud', signed(HS256, { ...claims, aud: 'shop' }, JWT_SECRET)],
    ['no aud', signed(HS256, without('aud'), JWT_SECRET)],
    ['another iss', signed(HS256, { ...claims, iss: 'https://id.example.evil' }, JWT_SECRET)],
    ['no iss', signed(HS256, without('iss'), JWT_SECRET)],
    ['no sub', signed(HS256, without('sub'), JWT_SECRET)],
    ['an empty sub', signed(HS256, { ...claims, sub: '' }, JWT_SECRET)],
    ['a number for a sub', signed(HS256, { ...claims, sub: 7 }, JWT_SECRET)],
    ['a list for a sub', signed(HS256, { ...claims, sub: ['bob'] }, JWT_SECRET)],
    ['a sub of 129 characters', signed(HS256, { ...claims, sub: 'x'.repeat(129) }, JWT_SECRET)],
    ['a sub with NUL', signed(HS256, { ...claims, sub: 'bob\0' }, JWT_SECRET)],
    ['crit', signed({ ...HS256, crit: ['x'], x: 1 }, claims, JWT_SECRET)],
    ['crit b64', signed({ ...HS256, crit: ['b64'], b64: true }, claims, JWT_SECRET)],
    ['a key in the header', signed({ ...HS256, jwk: { kty: 'oct', k: part(JWT_SECRET) } }, claims, JWT_SECRET)],
    ['x5c in the header', signed({ ...HS256, x5c: ['MIIB'] }, claims, JWT_SECRET)],
    ['jku in the header', signed({ ...HS256, jku: 'http://127.0.0.1:9/jwks' }, claims, JWT_SECRET)],
    ['x5u in the header', signed({ ...HS256, x5u: 'http://127.0.0.1:9/x' }, claims, JWT_SECRET)],
    ['zip in the header', signed({ ...HS256, zip: 'DEF' }, claims, JWT_SECRET)],
    ['another typ', signed({ alg: 'HS256', typ: 'logout+jwt' }, claims, JWT_SECRET)],
    ['a kid of 10 KB', signed({ ...HS256, kid: 'k'.repeat(10_240) }, claims, JWT_SECRET)],
    ['a number for a kid', signed({ ...HS256, kid: 7 }, claims, JWT_SECRET)],
    ['a header that is not JSON', `${part('{')}.${body}.${signature}`],
    ['claims that are a list', signed(HS256, [claims], JWT_SECRET)],
    ['a token of 20 KB', signed(HS256, { ...claims, x: 'x'.repeat(20_000) }, JWT_SECRET)],
    ['nothing', ''],
    ['dots', '..'],
    ['an API key that is not one', `tmk_0123456789abcdef_${'x'.repeat(43)}`],
  ]
  test.each(attacks)('[ACC3] a JWT with %s is refused like any other', async (_what, token) => {
    const expected = await ask(server, 'x')
    expect(expected).toMatchObject({ status: 401, challenge: 'Bearer' })
    expect(JSON.parse(expected.body).code).toBe('unauthenticated')
    expect(await ask(server, token)).toEqual(expected)
  })

  test('[ACC3] an encrypted JWT is refused', async () => {
    const token = await new CompactEncrypt(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(Buffer.alloc(32, JWT_SECRET))
    expect((await ask(server, token)).status).toBe(401)
  })

  test('[ACC3] a JWT that was good is refused once it has expired, though it was verified before', async () => {
    const token = signed(HS256, { ...claims, exp: NOW + 60 }, JWT_SECRET)
    expect((await ask(server, token)).status).toBe(200)
    server.clock.at += 89_000
    expect((await ask(server, token)).status).toBe(200)
    server.clock.at += 1_000
    expect((await ask(server, token)).status).toBe(401)
    server.clock.at = START
  })
})

describe('with public keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-'))
  const jwksFile = join(folder, 'jwks.json')
  let server: HttpServer
  beforeAll(async () => {
    const secret = { kty: 'oct', kid: 'k2', k: part(JWT_SECRET), alg: 'HS256' }
    writeFileSync(jwksFile, JSON.stringify({ keys: [jwk, secret] }))
    server = await startHttp({ jwt: { jwksFile } })
    await populate(server)
  })
  afterAll(async () => {
    await server.end()
    rmSync(folder, { recursive: true })
  })

  test('[ACC3] a JWT signed with the private key is accepted', async () => {
    expect((await ask(server, rs256({}, good))).status).toBe(200)
  })

  const attacks: readonly (readonly [string, string])[] = [
    ['HS256 signed with the public key as PEM', signed({ alg: 'HS256', kid: 'k1' }, good, pem)],
    [
      'HS256 signed with the PEM without its last line break',
      signed({ alg: 'HS256', kid: 'k1' }, good, String(pem).trim()),
    ],
    ['HS256 signed with the public key as DER', signed({ alg: 'HS256', kid: 'k1' }, good, derOf(jwk))],
    [
      'HS256 signed with the modulus',
      signed({ alg: 'HS256', kid: 'k1' }, good, Buffer.from(jwk.n as string, 'base64url')),
    ],
    ['HS256 with a secret that the set brings', signed({ alg: 'HS256', kid: 'k2' }, good, JWT_SECRET)],
    ['another algorithm of the same key', rs256({ alg: 'RS512' }, good, rsa.privateKey, 'sha512')],
    ['another key', rs256({}, good, other.privateKey)],
    ['its own key in the header', rs256({ jwk: other.publicKey.export({ format: 'jwk' }) }, good, other.privateKey)],
    ['jku to its own key', rs256({ jku: 'http://127.0.0.1:9/jwks' }, good, other.privateKey)],
    ['an unknown kid', rs256({ kid: 'k9' }, good)],
    ['__proto__ as kid', rs256({ kid: '__proto__' }, good)],
    ['a path as kid', rs256({ kid: '../../../dev/null' }, good)],
    ['SQL as kid', rs256({ kid: "' OR 1=1 --" }, good)],
    ['alg none', `${part({ alg: 'none', kid: 'k1' })}.${part(good)}.`],
    ['ES256K', rs256({ alg: 'ES256K' }, good)],
  ]
  test.each(attacks)('[ACC3] a JWT with %s is refused', async (_what, token) => {
    expect(await ask(server, token)).toEqual(await ask(server, 'x'))
  })
})

const derOf = (key: object): Buffer =>
  createPublicKey({ key: key as never, format: 'jwk' }).export({ type: 'spki', format: 'der' })
