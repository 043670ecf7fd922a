import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { beforeEach, describe, expect, test } from 'vitest'
import { BusNode } from '../../testing/bus-contract/bus-node.ts'
import type { NodeParts } from '../../testing/bus-contract/bus-place.ts'
import { eventually } from '../../testing/eventually.ts'
import { freePort } from '../../testing/free-port.ts'
import { RedisCluster } from '../../testing/redis-cluster.ts'
import { RedisServer } from '../../testing/redis-server.ts'
import { SelfSigned } from '../../testing/self-signed.ts'
import { TcpProxy } from '../../testing/tcp-proxy.ts'
import { openBus } from './open-bus.ts'

beforeEach(({ skip }) => skip(!RedisServer.isThere(), 'Redis is not installed'))

const at = (url: string) => ({
  open: (name: string, parts: NodeParts) => openBus(url, { name, random: Math.random, ...parts }),
})

describe('a server that is too old for the sharded publish and subscribe', () => {
  test('[BUS8] carries texts by the plain one, and that is told once', async () => {
    await using server = await RedisServer.start('--rename-command', 'SSUBSCRIBE', '')
    await using proxy = await TcpProxy.before(server.port)
    await using alice = await BusNode.at(at(`redis://127.0.0.1:${proxy.port}`))
    await using bob = await BusNode.at(at(server.url))
    expect(bob.said).toEqual([expect.stringContaining('the bus uses the plain one')])
    alice.bus.send('m1')
    await eventually(() => bob.texts).toEqual(['m1'])
    proxy.cut()
    await eventually(() => alice.missed).toBe(1)
    bob.bus.send('m2')
    await eventually(() => alice.texts).toEqual(['m1', 'm2'])
    expect(alice.said.filter((sentence) => sentence.includes('plain'))).toHaveLength(1)
  })
})

describe('a cluster', () => {
  test('[BUS8] its servers share the channels, and every node hears all', async () => {
    await using cluster = await RedisCluster.start()
    const [first, second, third] = cluster.servers as [RedisServer, RedisServer, RedisServer]
    await using alice = await BusNode.at(at(first.url))
    await using bob = await BusNode.at(at(second.url))
    const shares = (await cluster.channels()).map(({ length }) => length)
    expect(shares.toSorted((a, b) => a - b)).toEqual([4, 6, 6])
    const texts = Array.from({ length: 100 }, (_, i) => `m${i}`)
    for (const text of texts) alice.bus.send(text)
    await eventually(() => bob.texts.toSorted()).toEqual(texts.toSorted())
    expect([alice.said, bob.said]).toEqual([[], []])

    const channel = String((await cluster.channels())[0]?.[0])
    await cluster.move(channel, second)
    await eventually(() => [alice.missed, bob.missed]).toEqual([1, 1])
    expect((await cluster.channels())[1]).toContain(channel)

    await third.stop('immediate')
    await eventually(() => [alice.said.length, bob.said.length]).toEqual([3, 3])
    await third.start()
    await eventually(() => [alice.missed, bob.missed]).toEqual([2, 2])
    bob.bus.send('m100')
    await eventually(() => alice.texts.at(-1)).toBe('m100')
  })
})

describe('a server that asks for a password', () => {
  test('[BUS9] is given the one of the address, which is never told', async () => {
    await using server = await RedisServer.start('--requirepass', 'p@ss word')
    await using alice = await BusNode.at(at(`redis://:p%40ss%20word@127.0.0.1:${server.port}`))
    alice.bus.send('m1')
    await eventually(() => alice.texts).toEqual(['m1'])
    await using bob = await BusNode.at(at(`redis://:other%20secret@127.0.0.1:${server.port}`))
    expect(bob.said).toEqual([expect.stringContaining('WRONGPASS')])
    expect(bob.said.join()).not.toContain('secret')
  })
})

describe('an address that starts with rediss', () => {
  test('[BUS9] is spoken to by TLS, if its certificate is trusted', async ({ skip }) => {
    skip(!SelfSigned.canBeMade(), 'there is no openssl to make a certificate with')
    using certificate = new SelfSigned()
    const port = await freePort()
    const files = ['--tls-cert-file', certificate.certPath, '--tls-key-file', certificate.keyPath]
    const only = ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no']
    await using _ = await RedisServer.start(...only, ...files, '--tls-ca-cert-file', certificate.certPath)
    await using alice = await BusNode.at(at(`rediss://127.0.0.1:${port}`))
    expect(alice.said).toEqual([expect.stringContaining('self-signed certificate')])
    const trusted = getCACertificates('default')
    setDefaultCACertificates([certificate.text])
    try {
      await eventually(() => alice.missed).toBe(1)
      alice.bus.send('m1')
      await eventually(() => alice.texts).toEqual(['m1'])
    } finally {
      setDefaultCACertificates(trusted)
    }
  })
})
