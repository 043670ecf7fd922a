import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ConversationId, MessageId, UserId } from '@tallymark/core'
import { expect, onTestFinished, test } from 'vitest'
import { NearReader } from './near-reader.ts'
import { openDatabase } from './open-database.ts'

const C1 = 'c1' as ConversationId

/** A file with conversation c1, and two connections: one that writes and the one that is tried. */
function opened(now?: () => number) {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-near-'))
  const file = join(folder, 'near.db')
  const writer = openDatabase({ file })
  const near = new NearReader(file, now)
  onTestFinished(() => {
    near.close()
    writer.close()
    rmSync(folder, { recursive: true, force: true })
  })
  writer.exec("insert into conversation values (1, 'c1', 0, 1, 1, 0, 'everyone', 'optional', 'any')")
  const setVersion = (version: number): void => writer.exec(`update conversation set version = ${version}`)
  const version = (): unknown => near.find({ conversations: [C1] })?.conversations[0]?.[3]
  return { file, writer, near, setVersion, version }
}

test('[ENG4] a row is looked up while another connection is writing: as it was before, and at once as it is after', () => {
  const { writer, setVersion, version } = opened()
  expect(version()).toBe(1)
  writer.exec('begin immediate')
  setVersion(2)
  const startedAt = performance.now()
  expect(version()).toBe(1)
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  writer.exec('commit')
  expect(version()).toBe(2)
})

test('[ENG4] what would take long is left to the thread of the file', () => {
  const { near } = opened()
  expect(near.find({ conversations: [C1, C1, C1, C1] })?.conversations).toHaveLength(4)
  expect(near.find({ conversations: [C1, C1, C1, C1, C1] })).toBeUndefined()
  expect(near.find({ participationsOf: ['ana' as UserId] })).toBeUndefined()
})

test('[ENG4] so is what does take long, where the rows come from a slow disk', () => {
  let time = 0
  let msPerLook = 0
  const { writer, near, version } = opened(() => {
    time += msPerLook
    return time
  })
  writer.exec(
    "insert into conversation select key + 1, 'c2', 0, 1, 1, 0, 'everyone', 'optional', 'any' from conversation",
  )
  const begin = () => near.begin({ conversations: [C1, C1, 'c2' as ConversationId] })?.found.conversations
  expect(begin()).toHaveLength(3)
  msPerLook = 2
  expect(begin()).toBeUndefined()
  msPerLook = 0
  expect(begin()).toHaveLength(3)
  writer.exec("delete from conversation where id = 'c2'")
  expect(version()).toBe(1)
})

test('[ENG1] a transaction begins with the seqs that it wants and those of the messages that follow on the last of them', () => {
  const { writer, near } = opened()
  const post = writer.prepare('insert into message values (1, ?, ?, null, 0, 0, null, 0, 0, 0)')
  for (let seq = 1; seq <= 30; seq += 1) post.run(seq, `m${seq}`)
  const begun = near.begin({
    conversations: [C1],
    seqs: [
      [C1, 'm2' as MessageId],
      [C1, 'm3' as MessageId],
      [C1, 'm99' as MessageId],
    ],
  })
  expect(begun?.found.seqs).toEqual([2, 3, undefined])
  expect(begun?.met).toEqual(Array.from({ length: 16 }, (_, i) => [1, 2 + i, `m${2 + i}`]))
  expect(near.begin({ conversations: Array.from({ length: 513 }, () => C1) })).toBeUndefined()
})

test('[STO1] what needs a new key is left to the thread of the file, which gives none twice', () => {
  const { near } = opened()
  expect(near.begin({ conversations: [C1] })?.found.conversations).toHaveLength(1)
  expect(near.begin({ conversations: [C1, 'c2' as ConversationId] })).toBeUndefined()
  expect(near.begin({ users: ['ana' as UserId] })).toBeUndefined()
})

test('[STO5] where a look-up fails the thread of the file is asked, and the next one is tried anew', () => {
  const { file, writer, setVersion, version } = opened()
  expect(version()).toBe(1)
  writer.exec('alter table conversation rename to mislaid')
  expect(version()).toBeUndefined()
  const other = new DatabaseSync(file)
  other.exec('alter table mislaid rename to conversation')
  other.close()
  setVersion(3)
  expect(version()).toBe(3)
})

test('[STO5] nothing is looked up once it is closed', () => {
  const { near, version } = opened()
  near.close()
  expect(version()).toBeUndefined()
})
