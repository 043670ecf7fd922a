import { createServer } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { BusNode } from '../../testing/bus-contract/bus-node.ts'
import type { NodeParts } from '../../testing/bus-contract/bus-place.ts'
import { eventually } from '../../testing/eventually.ts'
import { PostgresServer } from '../../testing/postgres-server.ts'
import { SelfSigned } from '../../testing/self-signed.ts'
import { TcpProxy } from '../../testing/tcp-proxy.ts'
import { openBus } from '../bus/open-bus.ts'
import { openTallymark } from '../open-tallymark.ts'
import { Connection } from '../storage/postgres/connection.ts'
import { openPostgresStore } from '../storage/postgres/open-postgres-store.ts'

const ALLOWED = { allowAsynchronousCommit: true }
const canTest = SelfSigned.canBeMade()

interface Place {
  readonly server: PostgresServer
  readonly certificate: SelfSigned
  readonly ofClient: SelfSigned
  readonly ofStranger: SelfSigned
}
let place: Place
const warnings: string[] = []
const warned = ({ message }: Error): unknown => warnings.push(message)

beforeEach(({ skip }) => skip(!canTest, 'there is no openssl to make a certificate with'))
beforeAll(async () => {
  if (!canTest) return
  process.on('warning', warned)
  const [certificate, ofClient, ofStranger] = [new SelfSigned(), new SelfSigned('postgres'), new SelfSigned('stranger')]
  // Nobody is let in without TLS, and into template1 nobody without a certificate of its own.
  const lets = [
    'hostssl template1 all 127.0.0.1/32 trust clientcert=verify-full',
    'hostssl postgres all 127.0.0.1/32 trust',
  ]
  const tls = { certPath: certificate.certPath, keyPath: certificate.keyPath, clientCaPath: ofClient.certPath }
  place = { server: await PostgresServer.start({ tls, lets }), certificate, ofClient, ofStranger }
})
afterAll(async () => {
  process.off('warning', warned)
  if (!canTest) return
  await place.server[Symbol.asyncDispose]()
  for (const one of [place.certificate, place.ofClient, place.ofStranger]) one[Symbol.dispose]()
})

interface Way {
  readonly host?: string
  readonly port?: number
  readonly database?: string
}

/** The address of the server, with a password that nobody may be told. */
function addressOf(query: string, { host = '127.0.0.1', port = place.server.port, database = 'postgres' }: Way = {}) {
  return `postgres://postgres:hush-hush@${host}:${port}/${database}?${query}`
}

/** What is said where a store is opened, and where a bus is; nothing of one that opens. */
async function saidOf(address: string): Promise<readonly string[]> {
  const store = openPostgresStore({ ...ALLOWED, url: address })
  const ofStore = await store.then(
    (opened) => opened.close(),
    (error: Error) => `${error.message} ${JSON.stringify(error)}`,
  )
  await using node = await BusNode.at(busAt(address))
  const said = [ofStore, ...node.said].flatMap((sentence) => sentence ?? [])
  expect(said.join()).not.toMatch(/hush|tallymark-certificate/)
  return said
}

const busAt = (address: string) => ({
  open: (name: string, parts: NodeParts) => openBus(address, { name, random: Math.random, ...parts }),
})

/** That both open, or that both say this. */
async function expectSaid(address: string, sentence?: string): Promise<void> {
  const each = sentence === undefined ? [] : [expect.stringContaining(sentence), expect.stringContaining(sentence)]
  expect(await saidOf(address)).toEqual(each)
}

const trusting = (): string => `sslrootcert=${place.certificate.certPath}`
const showing = (cert: SelfSigned, key = cert): string => `sslcert=${cert.certPath}&sslkey=${key.keyPath}`

test.each(['', 'sslmode=disable', 'ssl=false'])('[STO17] a server that asks for TLS refuses “%s”', async (query) => {
  const [ofStore, ofBus] = await saidOf(addressOf(query))
  expect(ofStore).toContain('it may ask for TLS')
  expect(ofBus).toContain('no encryption')
})

test.each(['allow', 'prefer', 'require', 'verify-ca', 'verify-full'])(
  '[STO17] sslmode=%s takes no certificate that is not trusted, and one that sslrootcert makes so',
  async (mode) => {
    const untrusted =
      'shows a certificate that is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). Name the file of its CA by sslrootcert'
    await expectSaid(addressOf(`sslmode=${mode}`), untrusted)
    await expectSaid(addressOf(`sslmode=${mode}&sslrootcert=system`), untrusted)
    await expectSaid(addressOf(`sslmode=${mode}&${trusting()}`))
  },
)

test('[STO17] sslrootcert alone means verify-full, and sslmode=no-verify takes any certificate', async () => {
  await expectSaid(addressOf(trusting()))
  await expectSaid(addressOf('sslmode=no-verify', { host: 'localhost' }))
})

test('[STO17] a certificate for another host is taken by verify-ca with a CA of its own only', async () => {
  const localhost = { host: 'localhost' }
  const other = 'shows a certificate for another host (ERR_TLS_CERT_ALTNAME_INVALID). Name the host that it is for'
  for (const mode of ['prefer', 'require', 'verify-full'])
    await expectSaid(addressOf(`sslmode=${mode}&${trusting()}`, localhost), other)
  await expectSaid(addressOf(`sslmode=verify-ca&${trusting()}`, localhost))
  using _ = byDefault(place.certificate.text)
  await expectSaid(addressOf('sslmode=verify-ca', localhost), other)
  await expectSaid(addressOf('sslmode=verify-full'))
})

test('[STO17] a client shows its certificate where the server asks for one', async () => {
  const { ofClient, ofStranger } = place
  const guarded = (query: string) => addressOf(`sslmode=verify-full&${trusting()}&${query}`, { database: 'template1' })
  const [ofStore, ofBus] = await saidOf(guarded(''))
  expect(ofStore).toContain('or for a certificate of the client (sslmode, sslcert and sslkey in the address)')
  expect(ofBus).toContain('requires a valid client certificate')
  await expectSaid(guarded(showing(ofClient)))
  await expectSaid(
    guarded(showing(ofStranger)),
    'Its log says why; it may not trust the certificate that sslcert names',
  )
})

test('[STO17] what cannot be is said by the name of the parameter, and leaves no connection', async () => {
  await using proxy = await TcpProxy.before(place.server.port)
  const at = (query: string) => addressOf(query, { port: proxy.port })
  await expectSaid(at('sslmode=full'), 'its sslmode must be disable, no-verify, require, verify-ca or verify-full')
  await expectSaid(at('ssl=maybe'), 'its sslmode must be')
  for (const name of ['sslrootcert', 'sslcert', 'sslkey'])
    await expectSaid(at(`${name}=/tallymark-certificate`), `the file that ${name} names cannot be read (ENOENT)`)
  const unlike = `${trusting()}&${showing(place.ofClient, place.ofStranger)}`
  await expectSaid(at(unlike), '(ERR_OSSL_X509_KEY_VALUES_MISMATCH). In the address sslcert and sslkey name')
  await eventually(() => proxy.connections).toBe(0)
})

test('[STO17] no connection goes on without TLS where the server has none', async () => {
  const heard: string[] = []
  const plain = createServer((socket) =>
    socket.on('data', (bytes) => {
      heard.push(bytes.toString('latin1'))
      socket.write('N')
    }),
  ).listen(0, '127.0.0.1')
  const port = await new Promise<number>((resolve) =>
    plain.once('listening', () => resolve((plain.address() as { port: number }).port)),
  )
  for (const mode of ['allow', 'prefer', 'require', 'no-verify'])
    await expectSaid(addressOf(`sslmode=${mode}`, { port }), 'does not speak TLS. Turn it on there (ssl = on), or say')
  expect(heard.join()).not.toContain('postgres')
  plain.close()
})

test('[STO17] [STO9] [BUS6] connections that are cut are renewed over TLS too', async () => {
  await using proxy = await TcpProxy.before(place.server.port)
  const database = addressOf(`sslmode=verify-full&${trusting()}`, { port: proxy.port })
  const faults: unknown[] = []
  await using tallymark = await openTallymark({
    database,
    postgres: { ...ALLOWED, schema: 'cut' },
    onFault: (fault) => faults.push(fault),
  })
  await tallymark.createConversation({ conversationId: 'c1', participants: ['ana', 'bo'] })
  await tallymark.post({ conversationId: 'c1', messageId: 'm1', senderId: 'ana' })
  proxy.cut()
  const marked = tallymark.markRead({ conversationId: 'c1', recipientId: 'bo', messageId: 'm1' })
  expect(await marked).toMatchObject({ read: '1' })
  // A program that does not say who hears of the bus hears of it as of a fault.
  await eventually(() => faults.map(String).join()).toContain('The bus is back')
})

test('[STO17] [STO9] one who waits for an answer over TLS hears that the connection was given up', async () => {
  const url = addressOf(`sslmode=verify-full&${trusting()}`)
  const connection = await Connection.open({ url, schema: 'public', statementTimeoutMs: 60_000 })
  const answer = connection.rows('select pg_sleep(60)')
  connection.destroy()
  await expect(answer).rejects.toMatchObject({ how: 'lost' })
})

test('[STO17] the driver warned of nothing in all of this', () => {
  expect(warnings).toEqual([])
})

/** Makes Node trust a certificate, as NODE_EXTRA_CA_CERTS does at the start. */
function byDefault(certificate: string): Disposable {
  const trusted = getCACertificates('default')
  setDefaultCACertificates([certificate])
  return { [Symbol.dispose]: () => setDefaultCACertificates(trusted) }
}
