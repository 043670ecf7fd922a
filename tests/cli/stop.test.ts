import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { openTallymark } from '../../packages/server/src/open-tallymark.ts'
import { addressIn, ask, keyIn, TallymarkProcess, temporaryFolder } from './tallymark-process.ts'

const SERVE = ['serve', '--port', '0'] as const

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`[OPS1] ${signal} under load: all that was acknowledged is on disk, and the process ends in time`, async () => {
    using folder = temporaryFolder()
    await using server = new TallymarkProcess(SERVE, { cwd: folder.path })
    const banner = await server.banner()
    const [address, key] = [addressIn(banner), keyIn(banner)]
    await fetch(`${address}/v1/conversations/c1`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ participants: ['alice', 'bob'] }),
    })
    const acknowledged: number[] = []
    const load = Promise.all(Array.from({ length: 20 }, (_, i) => postUntilRefused(address, key, i, acknowledged)))
    await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(200)
    const askedAt = performance.now()
    const ended = await server.stop(signal)
    // Sooner than connections are cut: none of them is waited for in vain.
    expect(performance.now() - askedAt).toBeLessThan(5_000)
    expect(ended.exitCode).toBe(0)
    await load
    await expectPosted(folder.file('tallymark.db'), acknowledged)
  })
}

test('[OPS1] after a SIGKILL under load the next start serves all that was acknowledged', async () => {
  using folder = temporaryFolder()
  const acknowledged: number[] = []
  {
    await using server = new TallymarkProcess(SERVE, { cwd: folder.path })
    const banner = await server.banner()
    const [address, key] = [addressIn(banner), keyIn(banner)]
    await fetch(`${address}/v1/conversations/c1`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ participants: ['alice', 'bob'] }),
    })
    const load = Promise.all(Array.from({ length: 20 }, (_, i) => postUntilRefused(address, key, i, acknowledged)))
    await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(200)
    await server.stop('SIGKILL')
    await load
  }
  await using again = new TallymarkProcess(SERVE, { cwd: folder.path })
  await again.banner()
  expect((await again.stop()).exitCode).toBe(0)
  await expectPosted(folder.file('tallymark.db'), acknowledged)
})

test('[OPS1] idle connections and requests that never end do not hold the process', async () => {
  using folder = temporaryFolder()
  await using server = new TallymarkProcess(SERVE, { cwd: folder.path })
  const address = new URL(addressIn(await server.banner()))
  const sockets = [0, 1].map(() => connect(Number(address.port), address.hostname).on('error', () => undefined))
  sockets[1]?.write(
    'POST /v1/marks HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
  )
  await ask(address.origin, '/healthz', undefined)
  const askedAt = performance.now()
  const { exitCode } = await server.stop()
  expect(performance.now() - askedAt).toBeLessThan(10_000)
  expect(exitCode).toBe(0)
  for (const socket of sockets) socket.destroy()
})

test('[OPS1] [CON7] open feeds are told so and do not hold the process', async () => {
  using folder = temporaryFolder()
  await using server = new TallymarkProcess(SERVE, { cwd: folder.path })
  const banner = await server.banner()
  const [address, key] = [addressIn(banner), keyIn(banner)]
  const socket = new WebSocket(`${address.replace('http', 'ws')}/v1/feed`, 'tallymark.1')
  const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))
  const welcomed = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }))
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'hello', token: key })))
  await welcomed
  const silent = connect(Number(new URL(address).port), '127.0.0.1').on('error', () => undefined)
  silent.write(
    'GET /v1/feed HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  const stream = await ask(address, '/v1/feed/events', key)
  const askedAt = performance.now()
  const { exitCode } = await server.stop()
  expect(performance.now() - askedAt).toBeLessThan(5_000)
  expect(exitCode).toBe(0)
  expect((await closed).code).toBe(4000)
  expect(await stream.text()).toContain('"type":"bye","code":4000')
  silent.destroy()
})

test('[OPS1] a second signal ends the process at once, its echo does not', async () => {
  using folder = temporaryFolder()
  await using server = new TallymarkProcess(SERVE, { cwd: folder.path })
  const address = new URL(addressIn(await server.banner()))
  const socket = connect(Number(address.port), address.hostname).on('error', () => undefined)
  socket.write('POST /v1/marks HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{')
  await ask(address.origin, '/healthz', undefined)
  server.child.kill('SIGINT')
  server.child.kill('SIGINT')
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(server.child.exitCode).toBe(null)
  const askedAt = performance.now()
  expect((await server.stop('SIGINT')).exitCode).toBe(1)
  expect(performance.now() - askedAt).toBeLessThan(3_000)
  socket.destroy()
})

/** Posts one message after the other until one is not acknowledged. */
async function postUntilRefused(address: string, key: string | undefined, lane: number, acknowledged: number[]) {
  for (let number = lane; ; number += 20) {
    const body = { messageId: `m${number}`, senderId: 'alice' }
    const answer = await ask(address, '/v1/conversations/c1/messages', key, body).catch(() => undefined)
    if (answer?.status !== 201) return
    acknowledged.push(number)
  }
}

async function expectPosted(file: string, numbers: readonly number[]): Promise<void> {
  const tallymark = await openTallymark({ database: `file:${file}` })
  try {
    for (const number of numbers) {
      const status = await tallymark.getMessageStatus({ conversationId: 'c1', messageId: `m${number}`, limit: 1 })
      expect(status.senderId).toBe('alice')
    }
  } finally {
    await tallymark.close()
  }
}
