import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTallymark, type WatchEvent } from '../../packages/server/src/index.ts'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { runTallymark, TallymarkProcess, temporaryFolder } from './tallymark-process.ts'

let server: PostgresServer
const folder = temporaryFolder()

beforeAll(async () => {
  server = await PostgresServer.start({ settings: ['synchronous_commit=on'] })
}, 60_000)

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** The epoch and version of the picture that ana's device gets of c1. */
async function pictureOf(database: string): Promise<{ epoch: string; version: number }> {
  const tallymark = await openTallymark({ database })
  try {
    await tallymark.createConversation({ conversationId: 'c1', participants: ['ana'] }).catch(() => {})
    const { promise, resolve } = Promise.withResolvers<WatchEvent>()
    tallymark.watch({ conversationId: 'c1', viewerId: 'ana' }, resolve)
    return (await promise) as WatchEvent & { epoch: string; version: number }
  } finally {
    await tallymark.close()
  }
}

test.each(['file', 'postgres'])(
  '[OPS7] a %s database has another epoch afterwards, and its versions as they were',
  async (kind) => {
    const database = kind === 'file' ? `file:${folder.file('chat.db')}` : server.url
    const before = await pictureOf(database)
    expect(await pictureOf(database)).toEqual(before)
    const { exitCode, stdout } = await runTallymark(['new-epoch', '--database', database])
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        kind === 'file' ? /is called \S+ now\.\n$/ : /now\. Nodes that run take it when they start/,
      ),
    })
    const after = await pictureOf(database)
    expect(after.epoch).not.toBe(before.epoch)
    expect(stdout).toContain(after.epoch.split('.')[0] as string)
    expect(after).toEqual({ ...before, epoch: after.epoch })
  },
  60_000,
)

test('[OPS7] a file that is not there, and one that is served, are refused', async () => {
  const none = await runTallymark(['new-epoch', '--database', `file:${folder.file('none.db')}`])
  expect(none).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/^There is no database file/) })
  const database = `file:${folder.file('served.db')}`
  await using process = new TallymarkProcess(['serve', '--port', '0', '--database', database])
  await process.banner()
  const served = await runTallymark(['new-epoch', '--database', database])
  expect(served).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(/is in use by another process/),
  })
}, 60_000)
