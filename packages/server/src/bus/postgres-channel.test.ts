import { describe, expect, test } from 'vitest'
import { BusNode } from '../../testing/bus-contract/bus-node.ts'
import type { NodeParts } from '../../testing/bus-contract/bus-place.ts'
import { eventually } from '../../testing/eventually.ts'
import { PostgresServer } from '../../testing/postgres-server.ts'
import { openBus } from './open-bus.ts'
import { postgresChannel } from './postgres-channel.ts'

const SCHEMAS = [
  'receipts',
  'Receipts',
  'receipts ',
  'a"b',
  "a'; drop table t; --",
  'a.b',
  '\\',
  '#',
  'é'.repeat(26),
  'é'.repeat(31),
  `${'é'.repeat(31)}a`,
  'a'.repeat(53),
  'a'.repeat(54),
  'a'.repeat(63),
]

describe('the channel of a schema', () => {
  test('[BUS7] it is one of its own that PostgreSQL keeps whole', () => {
    const channels = SCHEMAS.map(postgresChannel)
    expect(new Set(channels).size).toBe(SCHEMAS.length)
    expect(channels.map((channel) => Buffer.byteLength(channel)).filter((bytes) => bytes > 63)).toEqual([])
    expect(postgresChannel('receipts')).toBe('tallymark:receipts')
  })

  test('[BUS7] it is no other schema’s, where its name has no room', () => {
    const hashed = postgresChannel('a'.repeat(63))
    expect(hashed).toMatch(/^tallymark#[0-9a-f]{48}$/)
    expect(SCHEMAS.concat(hashed, hashed.slice('tallymark'.length)).map(postgresChannel)).toContain(hashed)
    expect([hashed, hashed.slice('tallymark'.length)].map(postgresChannel)).not.toContain(hashed)
  })

  test('[BUS1, BUS7] each schema’s nodes hear their own texts only', async () => {
    await using server = await PostgresServer.start()
    const open = (name: string, parts: NodeParts) => openBus(server.url, { name, random: Math.random, ...parts })
    await using nodes = new AsyncDisposableStack()
    const all: BusNode[] = []
    for (const schema of SCHEMAS) all.push(nodes.use(await BusNode.at({ open }, schema)))
    for (const [i, node] of all.entries()) node.bus.send(`m${i}`)
    await eventually(() => all.map(({ texts }) => texts)).toEqual(SCHEMAS.map((_, i) => [`m${i}`]))
  })
})
