import { expect, test } from 'vitest'
import { groundForTest, tableOf } from '../../../testing/copy/copy-contract.ts'
import { sqliteGround } from '../../../testing/copy/sqlite-ground.ts'
import {
  alice,
  cid,
  conversation,
  message,
  participant,
  SMALL_TALK,
  write,
} from '../../../testing/store-contract/sample-rows.ts'
import { StoreError } from '../../engine/ports/store-error.ts'
import { COPIED_TABLES, type CopiedTable } from './copied-tables.ts'
import { copyDatabase } from './copy-database.ts'
import type { CopyWatcher } from './copy-rows.ts'
import type { RowsSink } from './rows-sink.ts'

const QUIET: CopyWatcher = { moved: () => undefined, isStopped: () => false }
const KEY = { keyId: 'k1', name: 'first', hash: 'ab'.repeat(32), createdAt: 5, revokedAt: null }

type Ground = ReturnType<typeof groundForTest>

/** A database with two conversations and an API key, closed. */
async function filled(): Promise<Ground> {
  const ground = groundForTest(sqliteGround)
  const store = await ground.openStore()
  await write(store, SMALL_TALK)
  await write(store, {
    newConversations: [conversation({ key: 2, conversationId: cid('c2'), head: 2 })],
    newParticipants: [participant(alice, { conversationKey: 2 })],
    newMessages: [1, 2].map((seq) => message(seq, { conversationKey: 2 })),
    receipts: [{ conversationKey: 2, ordinal: 1, kind: 'both', first: 1, last: 2, at: 9 }],
  })
  await store.addApiKey(KEY)
  await store.close()
  return ground
}

/** Copies and closes both. */
async function copied(from: Ground, to: Ground, watcher = QUIET, around = (sink: RowsSink): RowsSink => sink) {
  const source = await from.openToCopy()
  const sink = await to.openToCopy()
  try {
    return await copyDatabase(source, around(sink), watcher)
  } finally {
    await Promise.all([source.close(), sink.close()])
  }
}

async function rowsOf(ground: Ground) {
  const place = await ground.openToCopy()
  const tables = await Promise.all(COPIED_TABLES.map((table) => place.scan(table, null, 99)))
  await place.close()
  return tables
}

/** A sink whose call of this number fails; nothing of it is written. */
function failingAt(call: number): (sink: RowsSink) => RowsSink {
  let calls = 0
  const unlessDue = async (writing: () => Promise<void>): Promise<void> => {
    calls += 1
    if (calls === call) throw new StoreError('unavailable', 'The disk is full.')
    await writing()
  }
  return (sink) => ({
    ...sinkOf(sink),
    begin: (progress) => unlessDue(() => sink.begin(progress)),
    add: (...of) => unlessDue(() => sink.add(...of)),
    settle: () => unlessDue(() => sink.settle()),
    finish: (...of) => unlessDue(() => sink.finish(...of)),
  })
}

/** The same by calls that can be replaced. */
const sinkOf = (sink: RowsSink): RowsSink => ({
  shown: sink.shown,
  place: sink.place,
  epoch: sink.epoch,
  scan: (...of) => sink.scan(...of),
  count: (table) => sink.count(table),
  marks: () => sink.marks(),
  nextKeys: () => sink.nextKeys(),
  begin: (progress) => sink.begin(progress),
  add: (...of) => sink.add(...of),
  settle: () => sink.settle(),
  finish: (...of) => sink.finish(...of),
  close: () => sink.close(),
})

test('[CPY1] every row of every table is there afterwards, and nothing else', async () => {
  const [from, to] = [await filled(), groundForTest(sqliteGround)]
  const outcome = await copied(from, to)
  expect(outcome.kind).toBe('copied')
  expect(await rowsOf(to)).toEqual(await rowsOf(from))
  const store = await to.openStore()
  expect(await store.apiKeys()).toEqual([KEY])
})

test('[CPY2] the target has an epoch of its own', async () => {
  const [from, to] = [await filled(), groundForTest(sqliteGround)]
  await copied(from, to)
  const [one, other] = [await from.openStore(), await to.openStore()]
  expect(other.epoch).not.toBe(one.epoch)
})

test('[CPY3] wherever a copy fails, the same one goes on with it and no row is lost or doubled', async () => {
  const from = await filled()
  const rows = await rowsOf(from)
  let failures = 0
  for (let call = 1; ; call += 1) {
    const to = groundForTest(sqliteGround)
    const first = await copied(from, to, QUIET, failingAt(call)).catch((error: Error) => error.message)
    if (typeof first !== 'string') break
    expect(first).toBe('The disk is full.')
    failures += 1
    if (call > 1) await expect(to.openStore()).rejects.toMatchObject({ code: 'unfinished_copy' })
    expect((await copied(from, to)).kind).toBe('copied')
    expect(await rowsOf(to)).toEqual(rows)
  }
  expect(failures).toBe(COPIED_TABLES.length + 3)
}, 60_000)

test('[CPY3] a copy that is stopped says so and goes on', async () => {
  const [from, to] = [await filled(), groundForTest(sqliteGround)]
  let moves = 0
  const moved = (): void => {
    moves += 1
  }
  const stopping = { moved, isStopped: () => moves === 3 }
  expect(await copied(from, to, stopping)).toEqual({ kind: 'stopped' })
  expect((await copied(from, to)).kind).toBe('copied')
  expect(await rowsOf(to)).toEqual(await rowsOf(from))
})

test('[CPY3] once it is finished, the same copy compares anew and changes nothing', async () => {
  const [from, to] = [await filled(), groundForTest(sqliteGround)]
  const first = await copied(from, to)
  expect(await copied(from, to)).toEqual({ ...first, kind: 'was-copied' })
  await to.sql('update @.user set name = null')
  await expect(copied(from, to)).rejects.toThrow(/one of them has gone on since .*Name an empty target/)
})

const PLANTED: readonly (readonly [what: string, sql: string, where: string])[] = [
  ['a name', "update @.user set name = 'Alicia' where key = 1", 'table user: 3 rows, not all of them equal'],
  ['a head', 'update @.conversation set head = 4 where key = 2', 'table conversation of conversation "c2": 1 rows'],
  [
    'a set',
    "update @.participant set read = '1:3' where ordinal = 2",
    'table participant of conversation "c1": 3 rows',
  ],
  [
    'a time',
    'update @.message set posted_at = 7 where seq = 2 and conversation_key = 2',
    'table message of conversation "c2"',
  ],
  ['a deletion', 'update @.message set deleted_at = 0 where seq = 1', 'table message of conversation "c1"'],
  ['a receipt less', 'delete from @.receipt where conversation_key = 2', '1 rows in the source and 0 in the target'],
  ['a receipt more', 'insert into @.receipt values (1, 1, 3, 1, 1, 1)', '4 rows in the source and 5 in the target'],
  ['a key', "update @.api_key set revoked_at = 7 where id = 'k1'", 'table api_key: 1 rows, not all of them equal'],
]

test.each(PLANTED)('[CPY5] %s that differs in the target is found', async (_what, sql, where) => {
  const [from, to] = [await filled(), groundForTest(sqliteGround)]
  await copied(from, to, QUIET, failingAt(COPIED_TABLES.length + 2)).catch(() => {})
  await to.sql(sql)
  const failure = await copied(from, to).catch((error: Error) => error.message)
  expect(failure).toContain('does not hold what was copied into it')
  expect(failure).toContain(where)
  await expect(to.openStore()).rejects.toMatchObject({ code: 'unfinished_copy' })
})

test.each(PLANTED)('[CPY6] %s that changes in the source while it is copied is found', async (_what, sql) => {
  const [from, to] = [await filled(), groundForTest(sqliteGround)]
  await copied(from, to, QUIET, failingAt(COPIED_TABLES.length + 2)).catch(() => {})
  await from.sql(sql)
  await expect(copied(from, to)).rejects.toThrow(/was written to while it was copied .*Stop every server that uses it/)
  await expect(to.openStore()).rejects.toMatchObject({ code: 'unfinished_copy' })
})

test('[CPY7] a target that holds anything else is refused and stays as it was', async () => {
  const [from, other] = [await filled(), await filled()]
  for (const { name } of COPIED_TABLES) {
    const to = groundForTest(sqliteGround)
    await copied(other, to)
    for (const table of COPIED_TABLES) if (table.name !== name) await to.sql(`delete from @.${table.name}`)
    const before = await rowsOf(to)
    await expect(copied(from, to)).rejects.toThrow(/holds something already\. Name an empty one\./)
    expect(await rowsOf(to)).toEqual(before)
  }
}, 60_000)

test('[CPY7] a target with part of a copy of another source is refused, and so is a source that is part of a copy', async () => {
  const [from, other, to] = [await filled(), await filled(), groundForTest(sqliteGround)]
  await copied(other, to, QUIET, failingAt(3)).catch(() => {})
  await expect(copied(from, to)).rejects.toThrow(/part of a copy of another database\. Name that one as the source/)
  await expect(copied(to, groundForTest(sqliteGround))).rejects.toThrow(/is not finished\. Finish that one first/)
  expect((await copied(other, to)).kind).toBe('copied')
})

test('[CPY8] at most a batch is asked for at a time, however many rows there are', async () => {
  const [from, to] = [groundForTest(sqliteGround), groundForTest(sqliteGround)]
  const { batch } = tableOf('user')
  await (await from.openStore()).close()
  await from.sql(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${2 * batch}) insert into @.user select i, 'u' || i, null, null, null from n`,
  )
  const asked: number[] = []
  const source = await from.openToCopy()
  const scan = (table: CopiedTable, after: Parameters<RowsSink['scan']>[1], limit: number) => {
    if (table.name === 'user') asked.push(limit)
    return source.scan(table, after, limit)
  }
  const outcome = await copyDatabase({ ...sinkOf(source), scan }, await to.openToCopy(), QUIET)
  expect(outcome).toMatchObject({ kind: 'copied' })
  expect(asked).toEqual([batch, batch, batch, batch, batch, batch])
})
