import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { openStore } from '../../packages/server/src/storage/open-store.ts'
import { MIGRATIONS } from '../../packages/server/src/storage/postgres/migrations/index.ts'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { newDatabase } from './new-database.ts'
import { replyOf } from './reply.ts'
import { ServerNode } from './server-node.ts'

const server = await PostgresServer.start({ durable: true })
afterAll(() => server[Symbol.asyncDispose]())

/** What a schema says of itself. */
async function metaOf(url: string): Promise<Readonly<Record<string, string>>> {
  const client = new Client(url)
  await client.connect()
  const { rows } = await client.query<{ name: string; value: string }>('select name, value from tallymark.meta')
  await client.end()
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

test.each([2, 3, 8])('[NOD11] %i stores are opened on an empty database at the same moment', async (count) => {
  const url = await newDatabase(server, `stores_${count}`)
  const stores = await Promise.all(Array.from({ length: count }, () => openStore(url)))
  const { epoch, schema_version } = await metaOf(url)
  expect(schema_version).toBe(String(MIGRATIONS.length))
  expect(stores.map((store) => store.epoch)).toEqual(stores.map(() => epoch))
  for (const store of stores) await store.check()
  await Promise.all(stores.map((store) => store.close()))
})

test('[NOD11] three processes are started on an empty database at the same moment, and all of them serve', {
  timeout: 120_000,
}, async () => {
  const database = await newDatabase(server, 'processes')
  const nodes = await Promise.all([1, 2, 3].map(() => ServerNode.start({ database })))
  const urls = nodes.map(({ url }) => `${url}/v1/conversations`)
  try {
    for (const [i, url] of urls.entries())
      expect(await replyOf(`${url}/c${i}`, 'PUT', { participants: ['alice', 'bob'] })).toMatchObject({ status: 201 })
    for (const url of urls)
      for (const i of urls.keys())
        expect(await replyOf(`${url}/c${i}`, 'GET')).toMatchObject({ status: 200, answer: { version: 1 } })
    expect(nodes.map(({ log }) => log)).toEqual(['', '', ''])
  } finally {
    await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()))
  }
})
