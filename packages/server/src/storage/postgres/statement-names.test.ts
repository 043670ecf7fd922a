import { afterAll, beforeAll, expect, test } from 'vitest'
import { PostgresServer } from '../../../testing/postgres-server.ts'
import { Connections } from './connections.ts'
import { beginWriting, COMMIT, sendCommit } from './run-transaction.ts'
import { StatementNames } from './statement-names.ts'

let server: PostgresServer

beforeAll(async () => {
  server = await PostgresServer.start()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

const ADD = { text: 'select 1 + $1::int', values: [1] }
const FORGET_NAMES = { text: 'deallocate all' }
const NAMES = { text: "select name, (select count(*) from pg_prepared_statements) from (values ('x')) as v (name)" }

/** Connections that give names, and how often it was said that they do no more. */
async function connected() {
  let warnings = 0
  const names = new StatementNames(() => {
    warnings += 1
  })
  names.allow()
  const options = { url: server.url, schema: 'public', statementTimeoutMs: 5_000, names }
  const connections = new Connections(options, { readers: 1, writers: 1 })
  const named = async (): Promise<unknown> => (await connections.ask([NAMES]))[0]?.rows[0]?.[1]
  return { connections, named, warnings: () => warnings, [Symbol.asyncDispose]: () => connections.close() }
}

test('[STO8] a statement with values has a name, and the same one the next time', async () => {
  await using open = await connected()
  for (let i = 1; i <= 3; i += 1) {
    const [answer] = await open.connections.ask([{ ...ADD, values: [i] }])
    expect(answer?.rows).toEqual([[i + 1]])
  }
  expect(await open.named()).toBe(1)
  await open.connections.ask([{ text: 'select 2 + $1::int', values: [1] }])
  expect(await open.named()).toBe(2)
})

test('[STO8] a question in a session that does not know its name any more is asked without, with one warning', async () => {
  await using open = await connected()
  await open.connections.ask([ADD])
  await open.connections.ask([FORGET_NAMES])
  expect((await open.connections.ask([ADD]))[0]?.rows).toEqual([[2]])
  await open.connections.ask([FORGET_NAMES])
  expect((await open.connections.ask([ADD]))[0]?.rows).toEqual([[2]])
  expect([await open.named(), open.warnings()]).toEqual([0, 1])
})

test('[STO8] so is one whose name another has given in the session', async () => {
  await using open = await connected()
  const name = new StatementNames(() => {})
  name.allow()
  await open.connections.ask([{ text: `prepare "${name.nameOf(ADD.text)}" as select 5` }])
  expect((await open.connections.ask([ADD]))[0]?.rows).toEqual([[2]])
  expect(open.warnings()).toBe(1)
})

test('[STO8] so is a commit, whole', async () => {
  await using open = await connected()
  await open.connections.ask([{ text: 'create table if not exists written (n int)' }])
  const write = { text: 'insert into written select $1::int', values: [1] }
  const commit = { statements: [beginWriting(1_000), write, ADD, COMMIT], checkedUpTo: 0 }
  const held = await open.connections.hold()
  await sendCommit(held.connection, commit)
  await held.connection.run([FORGET_NAMES])
  await sendCommit(held.connection, commit)
  held.release()
  expect((await open.connections.ask([{ text: 'select count(*) from written' }]))[0]?.rows).toEqual([[2]])
  expect(open.warnings()).toBe(1)
})

test('[STO8] a name that was never answered to, because its transaction had failed before, is no sign of another session', async () => {
  await using open = await connected()
  const held = await open.connections.hold()
  const failing = { text: 'select 1 / $1::int', values: [0] }
  const both = await Promise.allSettled([
    held.connection.run([beginWriting(1_000), failing, ADD, COMMIT]),
    held.connection.run([ADD]),
  ])
  expect(both.map(({ status }) => status)).toContain('rejected')
  expect((await held.connection.run([ADD]))[0]?.rows).toEqual([[2]])
  held.release()
  expect(open.warnings()).toBe(0)
})

test('[STO8] no two texts have the same name, and none has one before names are allowed', () => {
  const names = new StatementNames(() => {})
  expect(names.nameOf('select 1')).toBeUndefined()
  names.allow()
  expect(names.nameOf('select 1')).not.toBe(names.nameOf('select 2'))
  expect(names.nameOf('select 1')).toBe(names.nameOf('select 1'))
  expect(names.nameOf('select 1')?.length).toBeLessThan(64)
})
