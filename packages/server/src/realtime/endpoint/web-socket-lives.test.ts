import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startEndpoint } from '../../../testing/endpoint-server.ts'
import { eventually } from '../../../testing/eventually.ts'
import { RawClient, upgradeHead } from '../../../testing/raw-web-socket.ts'

test('[CON4] 1,000 connections at once are served, and leave nothing behind', async () => {
  await using server = await startEndpoint()
  const clients = Array.from({ length: 1_000 }, () => new WebSocket(`ws://127.0.0.1:${server.port}/v1/feed`))
  await Promise.all(clients.map((client) => once(client, 'open')))
  expect(server.endpoint.size).toBe(1_000)
  clients.forEach((client, i) => {
    if (i % 2 === 0) client.terminate()
    else client.close()
  })
  await eventually(() => server.sockets.size).toBe(0)
  await eventually(() => server.door.counts.connections).toBe(0)
  expect(server.endpoint.size).toBe(0)
  expect(server.door.all.every(({ hasEnded }) => hasEnded)).toBe(true)
  expect(server.timers.waiting).toBe(0)
})

test('[CON4] what breaks in the middle of anything leaves nothing behind', async () => {
  await using server = await startEndpoint()
  const head = upgradeHead('/v1/feed')
  const clients = [head.slice(0, 40), head, `${head}\x81`, `${head}\x81\xfe\xff`, `${head}\x88\x80`].map((bytes) => {
    const client = new RawClient(server.port)
    client.socket.write(Buffer.from(bytes, 'latin1'))
    return client
  })
  await eventually(() => server.door.all.length).toBe(4)
  for (const { socket } of clients) socket.resetAndDestroy()
  await eventually(() => server.sockets.size).toBe(0)
  await eventually(() => server.door.counts.connections).toBe(0)
  expect(server.timers.waiting).toBe(0)
})

test('[OPS1] at its end whoever is still there is cut off', async () => {
  const server = await startEndpoint()
  using client = new RawClient(server.port)
  await client.answer(upgradeHead('/v1/feed'))
  await server[Symbol.asyncDispose]()
  await client.closed()
  await eventually(() => server.door.last.hasEnded).toBe(true)
  expect(server.timers.waiting).toBe(0)
})
