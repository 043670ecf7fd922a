import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { type ConversationId, isRefusal, type MessageId, type UserId } from '@tallymark/core'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteStore } from '../storage/sqlite/open-sqlite-store.ts'
import { createEngine, DEFAULT_LIMITS, type Engine } from './engine.ts'

const conversationId = 'c1' as ConversationId
const [alice, bob] = ['alice', 'bob'] as UserId[] as [UserId, UserId]
const m = (n: number): MessageId => `m${n}` as MessageId
const clock = { now: () => 1_000 }

function fileForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-lanes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'lanes.db')
}

async function engineOn(file: string): Promise<Engine> {
  const store = await openSqliteStore({ file })
  const engine = createEngine(store, clock, { ...DEFAULT_LIMITS, onFault: () => {} })
  onTestFinished(async () => {
    await engine.stop()
    await store.close()
  })
  return engine
}

test('[ENG4] the event loop turns while a commit to a file is under way', async () => {
  const file = fileForTest()
  const engine = await engineOn(file)
  await engine.createConversation({ conversationId, participants: [alice, bob] })
  // Another process writes, so that the commit must wait for the lock: a commit as long as this test wants.
  const other = new DatabaseSync(file)
  onTestFinished(() => other.close())
  other.exec('begin immediate')
  let isAnswered = false
  const posting = engine.post({ conversationId, messageId: m(1), senderId: alice }).then((outcome) => {
    isAnswered = true
    return outcome
  })
  let turns = 0
  for (; turns < 50; turns += 1) await pause(2)
  expect([turns, isAnswered]).toEqual([50, false])
  other.exec('rollback')
  expect(await posting).toEqual({ seq: 1, isNew: true })
})

test('[VER3] what is answered without writing anything is answered on what another process has written too', async () => {
  const file = fileForTest()
  const [engine, other] = [await engineOn(file), await engineOn(file)] as const
  await engine.createConversation({ conversationId, participants: [alice, bob] })
  await engine.post({ conversationId, messageId: m(1), senderId: alice })
  const mark = () => engine.markRead({ conversationId, recipientId: bob, messageId: m(1) })
  const marked = await mark()
  expect(await mark()).toEqual(marked)
  await other.post({ conversationId, messageId: m(2), senderId: alice })
  expect(await mark()).toMatchObject({ read: '1', version: 4 })
  await other.leave({ conversationId, userId: bob })
  expect(await mark()).toMatchObject({ refused: 'left_conversation' })
})

test('[STO15] [VER3] [SEQ1] several processes on one file give no seq twice, lose no version and refuse nobody', async () => {
  const file = fileForTest()
  const engines: Engine[] = []
  for (let i = 0; i < 12; i += 1) engines.push(await engineOn(file))
  const [engine] = engines as [Engine]
  await engine.createConversation({ conversationId, participants: [alice, bob] })
  const postAll = async (by: Engine, first: number): Promise<readonly unknown[]> => {
    const outcomes: unknown[] = []
    for (let n = first; n < first + 30; n += 1)
      outcomes.push(await by.post({ conversationId, messageId: m(n), senderId: alice }))
    return outcomes
  }
  const posted = (await Promise.all(engines.map((by, i) => postAll(by, 1 + 100 * i)))).flat()
  expect(posted.filter((outcome) => isRefusal(outcome))).toEqual([])
  const seqs = (posted as readonly { seq: number }[]).map(({ seq }) => seq)
  expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 360 }, (_, i) => 1 + i))
  for (const one of engines)
    expect(await one.getConversation({ conversationId })).toMatchObject({ head: 360, version: 361 })
  expect(await engine.markRead({ conversationId, recipientId: bob, seqs: [1, 360] as never })).toMatchObject({
    read: '1:360',
    version: 362,
  })
})
