import { readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { prepareSample } from '../../packages/server/src/cli/prepare-sample.ts'
import { isReplayed, replayTrace } from '../../packages/server/src/cli/replay-trace.ts'
import { openTrace } from '../../packages/server/src/cli/trace.ts'
import { withStore } from '../../packages/server/src/cli/with-store.ts'
import { createEngine, DEFAULT_LIMITS } from '../../packages/server/src/engine/engine.ts'
import { SAMPLE, TallymarkProcess, temporaryFolder } from './tallymark-process.ts'

const LINES = readFileSync(SAMPLE, 'utf8').trimEnd().split('\n')

test('[OPS4] a trace becomes a conversation with its own times', async () => {
  const trace = await openTrace(SAMPLE)
  await withStore(':memory:', async (store) => {
    expect(await isReplayed(store, trace)).toBe(false)
    const { people, messages, reads, refused } = await replayTrace(store, trace)
    expect({ people, messages, reads, refused }).toEqual({ people: 393, messages: 1377, reads: 376, refused: 0 })
    expect(await isReplayed(store, trace)).toBe(true)
    const engine = createEngine(store, { now: () => 0 }, { ...DEFAULT_LIMITS, onFault: console.error })
    const [messageId] = trace.messageIds
    const status = await engine.getMessageStatus({
      conversationId: trace.conversationId,
      messageId: messageId as NonNullable<typeof messageId>,
      filter: 'read',
    })
    expect(status).toMatchObject({ conversationId: '2007-06-04', messageId: 'm1565', readCount: 4 })
    const times =
      'recipientStatuses' in status ? status.recipientStatuses?.map(({ readAt }) => readAt?.toISOString()) : []
    expect(times).toHaveLength(4)
    for (const time of times ?? []) expect(time).toMatch(/^2007-06-04T10:/)
  })
})

// Several cuts: in the joins of the start, between two posts, just before the end.
test.for([1, 300, 700, 1_500, LINES.length - 1])(
  '[OPS4] a replay that was killed after %i lines is made whole by the next start, and by it alone',
  async (count) => {
    using folder = temporaryFolder()
    const path = folder.file('2007-06-04.jsonl')
    const database = `file:${folder.file('cut.db')}`
    writeFileSync(path, `${LINES.slice(0, count).join('\n')}\n${count < 500 ? `${firstPost()}\n` : ''}`)
    const part = await openTrace(path)
    await withStore(database, (store) => replayTrace(store, part))
    const whole = await openTrace(SAMPLE)
    await withStore(database, async (store) => {
      expect(await prepareSample(store, whole)).toMatchObject({ kind: 'replayed' })
      expect(await prepareSample(store, whole)).toMatchObject({ kind: 'there' })
    })
    await withStore(`file:${folder.file('clean.db')}`, (store) => replayTrace(store, whole))
    expect(contentOf(folder.file('cut.db'))).toEqual(contentOf(folder.file('clean.db')))
  },
)

test('[OPS4] a process that is killed as soon as a part of the trace is on disk leaves what the next start makes whole', async () => {
  using folder = temporaryFolder()
  const file = folder.file('killed.db')
  const args = ['serve', '--port', '0', '--sample', SAMPLE, '--database', `file:${file}`]
  await using server = new TallymarkProcess(args)
  await expect.poll(() => messagesIn(file), { interval: 5, timeout: 15_000 }).toBeGreaterThan(0)
  await server.stop('SIGKILL')
  await using again = new TallymarkProcess(args)
  await again.banner()
  expect((await again.stop()).exitCode).toBe(0)
  const whole = await openTrace(SAMPLE)
  await withStore(`file:${folder.file('clean.db')}`, (store) => replayTrace(store, whole))
  expect(contentOf(file)).toEqual(contentOf(folder.file('clean.db')))
})

test('[OPS4] a bad line is refused with its number, before anything is replayed', async () => {
  using folder = temporaryFolder()
  const path = folder.file('bad.jsonl')
  writeFileSync(path, `${LINES[0]}\n{"type":"post"}\n`)
  await expect(openTrace(path)).rejects.toThrow(`Line 2 of the sample ${path} is not an event`)
  await expect(openTrace(folder.file('none.jsonl'))).rejects.toThrow('cannot be read: ENOENT')
  writeFileSync(path, '')
  await expect(openTrace(path)).rejects.toThrow('holds no message')
})

test('[OPS4] a trace is not mixed into a database that is in use', async () => {
  const trace = await openTrace(SAMPLE)
  await withStore(':memory:', async (store) => {
    await store.addApiKey({ keyId: 'k', name: 'chat', hash: 'h', createdAt: 0, revokedAt: null })
    expect(await prepareSample(store, trace)).toEqual({ kind: 'not-empty', path: SAMPLE })
  })
})

const firstPost = (): string => LINES.find((line) => line.includes('"post"')) as string

function messagesIn(file: string): number {
  try {
    using database = new DatabaseSync(file, { readOnly: true })
    return Number(database.prepare('select count(*) as n from message').get()?.n)
  } catch {
    // There is no file or no table yet.
    return 0
  }
}

/** All that a replay makes, but for the counters of changes. */
function contentOf(path: string): unknown {
  using database = new DatabaseSync(path, { readOnly: true })
  return CONTENT.map((sql) =>
    database
      .prepare(sql)
      .all()
      .map(({ revision: _, key: __, user_key: ___, ...row }) => row),
  )
}

/** A user's key means nothing outside of its file: a participant is told by the user's own id. */
const CONTENT = [
  'select * from message order by seq',
  'select * from receipt order by 1, 2, 3, 4',
  'select u.id, p.* from participant p join user u on u.key = p.user_key order by p.ordinal',
  'select * from user order by id',
]
