import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addTalk, copiedColumns, copyContract, groundForTest } from '../../../testing/copy/copy-contract.ts'
import { postgresGround } from '../../../testing/copy/postgres-ground.ts'
import { PostgresServer } from '../../../testing/postgres-server.ts'

let server: PostgresServer
const newGround = postgresGround(() => server.url)

beforeAll(async () => {
  server = await PostgresServer.start()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

copyContract('copies of PostgreSQL', newGround)

/** What each schema says of itself, and what nodes that share it need: made anew for what is copied. */
const OWN = [
  'conversation.commits',
  'conversation.reset_version',
  'conversation.stamp',
  'message.changed_version',
  'participant.profile_version',
  'participant.version',
  'user.commits',
]

/** What of a receipt is kept in one column. */
const PACKED = ['receipt.ordinal', 'receipt.kind']

test('[CPY1] every column that PostgreSQL has is copied, but its own', async () => {
  const ground = groundForTest(newGround)
  await ground.openToCopy()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select distinct table_name || '.' || column_name as name from information_schema.columns
    where table_schema like 'copied %' and table_name not in ('meta', 'next_key')`,
  )
  await client.end()
  expect(rows.map(({ name }) => name).sort()).toEqual(
    [...copiedColumns().filter((name) => !PACKED.includes(name)), 'receipt.part', ...OWN].sort(),
  )
})

test('[CPY2] keys that were given and are not in use any more are not given again', async () => {
  const ground = groundForTest(newGround)
  const sink = await ground.openToCopy()
  await sink.finish(await addTalk(sink), 'another epoch', { conversation: 9, user: 70 })
  expect(await sink.nextKeys()).toEqual({ conversation: 9, user: 70 })
})

test('[CPY2] of what was copied nobody has a picture that could be moved', async () => {
  const ground = groundForTest(newGround)
  const sink = await ground.openToCopy()
  await sink.finish(await addTalk(sink), 'another epoch', { conversation: 1, user: 1 })
  const store = await ground.openStore()
  expect(await store.changesSince(1, { version: 6, head: 3 })).toBeUndefined()
})
