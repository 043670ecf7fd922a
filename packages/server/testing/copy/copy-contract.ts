import { describe, expect, onTestFinished, test } from 'vitest'
import type { Store } from '../../src/engine/ports/store.ts'
import { COPIED_TABLES, type CopiedTable, type TableName } from '../../src/storage/copy/copied-tables.ts'
import type { RowsSink } from '../../src/storage/copy/rows-sink.ts'
import type { Row } from '../../src/storage/rows.ts'
import { cid, SMALL_TALK, uid, write } from '../store-contract/sample-rows.ts'
import type { NewCopyGround } from './copy-ground.ts'

/** A ground for a test: what it opened is closed and taken away at the end. */
export function groundForTest(newGround: NewCopyGround) {
  const ground = newGround()
  const opened: { close(): Promise<void> }[] = []
  onTestFinished(async () => {
    for (const one of opened) await one.close().catch(() => {})
    await ground.remove()
  })
  const kept = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const one = await opening
    opened.push(one)
    return one
  }
  return {
    sql: ground.sql,
    openStore: (): Promise<Store> => kept(ground.openStore()),
    openToCopy: (): Promise<RowsSink> => kept(ground.openToCopy()),
  }
}

/** The table of a name. */
export const tableOf = (name: TableName): CopiedTable => COPIED_TABLES.find((one) => one.name === name) as CopiedTable

/** Every column that is copied, as `table.column`, in the order of the alphabet. */
export const copiedColumns = (): readonly string[] =>
  COPIED_TABLES.flatMap(({ name, columns }) => columns.map(([column]) => `${name}.${column}`)).sort()

/** The rows of a small talk as they are copied. */
const TALK: Readonly<Partial<Record<TableName, readonly Row[]>>> = {
  user: [
    [1, 'alice', 'Alice', 'https://example.test/a.png', null],
    [2, 'bob', null, null, 'delivered'],
    [3, 'carol', null, null, null],
  ],
  conversation: [[1, 'c1', 3, 7, 4, 0, 'everyone', 'optional', 'all']],
  participant: [
    [1, 1, 1, '1:*', '', '', null, null, '', null, 1, 3, 0],
    [1, 2, 2, '1:*', '1:3', '1,3', null, '', '3', 'nothing', 9, 0, 0],
    [1, 3, 3, '1:2', '', '', null, null, '', null, 1, 0, 0],
  ],
  receipt: [
    [1, 2, 1, 2, 3, 1_200],
    [1, 2, 2, 3, 3, 1_300],
    [1, 2, 3, 1, 1, 1_100],
    [1, 3, 3, 1, 2, 1_250],
  ],
}

/** Adds the small talk to a database that is empty, as a copy does, and leaves it unfinished. Gives the progress. */
export async function addTalk(sink: RowsSink): Promise<string> {
  await sink.begin('0')
  const tables = COPIED_TABLES.filter(({ name }) => TALK[name] !== undefined)
  for (const [i, table] of tables.entries())
    await sink.add(table, TALK[table.name] ?? [], { from: String(i), to: String(i + 1) })
  return String(tables.length)
}

/** What a database of either kind must do for copies from and into it, as tests. */
export function copyContract(name: string, newGround: NewCopyGround): void {
  describe(name, () => {
    for (const define of PARTS) define(newGround)
  })
}

const PARTS: readonly ((newGround: NewCopyGround) => void)[] = [
  (newGround) =>
    test('[CPY1] what a store has written is read in the order of its keys, from any key on', async () => {
      const ground = groundForTest(newGround)
      const store = await ground.openStore()
      await write(store, SMALL_TALK)
      await store.close()
      const source = await ground.openToCopy()
      for (const [table, rows = []] of Object.entries(TALK) as [TableName, readonly Row[]][]) {
        const { keyWidth } = tableOf(table)
        expect(await source.scan(tableOf(table), null, 9)).toEqual(rows)
        expect(await source.count(tableOf(table))).toBe(rows.length)
        for (const [i, row] of rows.entries()) {
          expect(await source.scan(tableOf(table), row.slice(0, keyWidth), 9)).toEqual(rows.slice(i + 1))
          expect(await source.scan(tableOf(table), null, i + 1)).toEqual(rows.slice(0, i + 1))
        }
      }
      expect((await source.scan(tableOf('message'), [1, 1], 9)).map((row) => row.slice(0, 4))).toEqual([
        [1, 2, 'm2', 1],
        [1, 3, 'm3', 1],
      ])
    }),

  (newGround) =>
    test('[CPY1] rows that were added are a store’s own once the copy is finished', async () => {
      const ground = groundForTest(newGround)
      const sink = await ground.openToCopy()
      await sink.finish(await addTalk(sink), 'another epoch', { conversation: 1, user: 1 })
      await sink.settle()
      await sink.close()
      const store = await ground.openStore()
      expect(await store.receiptTimes(1, 3, [2])).toEqual([{ deliveredAt: 1_200, readAt: 1_300 }])
      const { conversations, participants } = await store.find({
        conversations: [cid('c1')],
        participants: [[cid('c1'), uid('bob')]],
      })
      expect(conversations[0]).toMatchObject({ key: 1, head: 3, version: 7, nextOrdinal: 4 })
      expect(participants[0]).toMatchObject({ ordinal: 2, sharing: 'nothing', userSharing: 'delivered', revision: 9 })
      expect(store.epoch).toBe(sink.epoch)
    }),

  (newGround) =>
    test('[CPY2] keys below those that the source has given are given to nobody', async () => {
      const ground = groundForTest(newGround)
      const sink = await ground.openToCopy()
      await sink.finish(await addTalk(sink), 'another epoch', { conversation: 9, user: 70 })
      const keys = await sink.nextKeys()
      await sink.close()
      const store = await ground.openStore()
      const transaction = await store.begin({ conversations: [cid('c2')], users: [uid('dave')] })
      expect(transaction.spareConversationKeys[0]).toBeGreaterThanOrEqual(keys.conversation)
      expect(transaction.spareUserKeys[0]).toBeGreaterThanOrEqual(keys.user)
      expect(keys.conversation).toBeGreaterThan(1)
      expect(keys.user).toBeGreaterThan(3)
      await transaction.abort()
    }),

  (newGround) =>
    test('[CPY3] a step that does not begin where the copy is writes nothing', async () => {
      const ground = groundForTest(newGround)
      const sink = await ground.openToCopy()
      const progress = await addTalk(sink)
      const row: Row = ['k1', 'key', 'hash', 1, null]
      const step = { from: 'elsewhere', to: 'further' }
      await expect(sink.add(tableOf('api_key'), [row], step)).rejects.toMatchObject({ code: 'conflict' })
      expect(await sink.scan(tableOf('api_key'), null, 9)).toEqual([])
      expect((await sink.marks()).unfinished).toBe(progress)
      await expect(sink.finish('elsewhere', 'epoch', { conversation: 1, user: 1 })).rejects.toMatchObject({
        code: 'conflict',
      })
      await sink.add(tableOf('api_key'), [row], { from: progress, to: 'further' })
      expect(await sink.scan(tableOf('api_key'), null, 9)).toEqual([row])
    }),

  (newGround) =>
    test('[CPY3] a batch in which a row is there already leaves nothing of itself', async () => {
      const ground = groundForTest(newGround)
      const sink = await ground.openToCopy()
      const progress = await addTalk(sink)
      const rows: readonly Row[] = [[4, 'dave', null, null, null], ...(TALK.user ?? [])]
      await expect(sink.add(tableOf('user'), rows, { from: progress, to: 'further' })).rejects.toMatchObject({
        name: 'StoreError',
      })
      expect(await sink.count(tableOf('user'))).toBe(3)
      expect((await sink.marks()).unfinished).toBe(progress)
    }),

  (newGround) =>
    test('[CPY4] while a copy into it is not finished it is no store', async () => {
      const ground = groundForTest(newGround)
      const sink = await ground.openToCopy()
      expect(await sink.marks()).toEqual({ unfinished: undefined, copiedFrom: undefined })
      const progress = await addTalk(sink)
      await sink.close()
      await expect(ground.openStore()).rejects.toMatchObject({ code: 'unfinished_copy' })
      const again = await ground.openToCopy()
      expect(await again.marks()).toEqual({ unfinished: progress, copiedFrom: undefined })
      await again.finish(progress, 'another epoch', { conversation: 1, user: 1 })
      expect(await again.marks()).toEqual({ unfinished: undefined, copiedFrom: 'another epoch' })
    }),
]
