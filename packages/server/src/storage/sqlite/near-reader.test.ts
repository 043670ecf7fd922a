import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ConversationId, UserId } from '@tallymark/core'
import { expect, onTestFinished, test } from 'vitest'
import { NearReader } from './near-reader.ts'
import { openDatabase } from './open-database.ts'

const C1 = 'c1' as ConversationId

/** A file with conversation c1, and two connections: one that writes and the one that is tried. */
function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-near-'))
  const file = join(folder, 'near.db')
  const writer = openDatabase({ file })
  const near = new NearReader(file)
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
