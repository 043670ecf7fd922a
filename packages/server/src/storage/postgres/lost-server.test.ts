import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { LostAnswer } from '../../../testing/lost-answer.ts'
import { PostgresServer } from '../../../testing/postgres-server.ts'
import { TcpProxy } from '../../../testing/tcp-proxy.ts'
import { openTallymark, type Tallymark } from '../../open-tallymark.ts'

let server: PostgresServer

beforeAll(async () => {
  server = await PostgresServer.start({ durable: true })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

/** A library behind a proxy, with a conversation of ana and bo in which ana posted m1 to m3. */
async function chatBehind(
  line: { readonly port: number },
  schema: string,
): Promise<{ tallymark: Tallymark; faults: unknown[] }> {
  const faults: unknown[] = []
  const tallymark = await openTallymark({
    bus: 'none',
    database: server.urlOn(line.port),
    postgres: { schema, allowAsynchronousCommit: true, statementTimeoutMs: 500 },
    onFault: (fault) => faults.push(fault),
  })
  onTestFinished(() => tallymark.close())
  await tallymark.createConversation({ conversationId: 'c1', participants: ['ana', 'bo'] })
  for (const messageId of ['m1', 'm2', 'm3']) await tallymark.post({ conversationId: 'c1', messageId, senderId: 'ana' })
  return { tallymark, faults }
}

const read = (tallymark: Tallymark, messageId: string) =>
  tallymark.markRead({ conversationId: 'c1', recipientId: 'bo', messageId })

test('[STO9] while the server is down changes and questions are refused, and afterwards all works without a restart', async () => {
  await using line = await LostAnswer.before(server.port)
  const { tallymark, faults } = await chatBehind(line, 'down')
  await read(tallymark, 'm1')
  await server.stop('immediate')
  await expect(read(tallymark, 'm2')).rejects.toMatchObject({ code: 'storage_unavailable' })
  await expect(tallymark.getInbox({ userId: 'bo' })).rejects.toMatchObject({ code: 'storage_unavailable' })
  expect(faults).not.toHaveLength(0)
  await server.start()
  expect(await read(tallymark, 'm3')).toMatchObject({ read: '1,3' })
  expect(await tallymark.getInbox({ userId: 'bo' })).toMatchObject({ unreadMessages: 1 })
})

test('[STO9] a server that does not answer keeps nobody waiting for ever', async () => {
  await using line = await TcpProxy.before(server.port)
  const { tallymark } = await chatBehind(line, 'stalled')
  await read(tallymark, 'm1')
  line.stall()
  const began = performance.now()
  await expect(read(tallymark, 'm2')).rejects.toMatchObject({ code: 'storage_unavailable' })
  expect(performance.now() - began).toBeLessThan(10_000)
  line.pass()
  expect(await read(tallymark, 'm3')).toMatchObject({ read: expect.stringMatching(/^1,3$|^1:3$/) })
})

test('[STO9][RCP5] a commit whose answer is lost is decided anew on what is stored, and acknowledged once it is there', async () => {
  await using line = await LostAnswer.before(server.port)
  const { tallymark, faults } = await chatBehind(line, 'unanswered')
  const before = await read(tallymark, 'm1')
  void line.loseAnswerTo((sent) => sent.includes('update "unanswered".participant'))
  const after = await read(tallymark, 'm2')
  expect(after).toMatchObject({ read: '1:2', version: before.version + 1, revision: before.revision + 1 })
  expect(faults).toEqual([])
  void line.loseAnswerTo((sent) => sent.includes('insert into "unanswered".message'))
  expect(await tallymark.post({ conversationId: 'c1', messageId: 'm4', senderId: 'ana' })).toMatchObject({ seq: 4 })
  expect(await tallymark.post({ conversationId: 'c1', messageId: 'm5', senderId: 'ana' })).toMatchObject({ seq: 5 })
})

test('[STO9] a question whose answer is lost is asked again', async () => {
  await using line = await LostAnswer.before(server.port)
  const { tallymark } = await chatBehind(line, 'asked')
  void line.loseAnswerTo((sent) => sent.includes('select'))
  expect(await tallymark.getInbox({ userId: 'bo' })).toMatchObject({ unreadMessages: 3 })
})

test('[STO9] that an administrator ends all sessions of the server is noticed by nobody', async () => {
  await using line = await LostAnswer.before(server.port)
  const { tallymark, faults } = await chatBehind(line, 'ended')
  for (const messageId of ['m1', 'm2', 'm3']) {
    await server.endSessions()
    await read(tallymark, messageId)
  }
  expect((await tallymark.getParticipant({ conversationId: 'c1', userId: 'bo' })).read).toBe('1:3')
  expect(faults).toEqual([])
})

test('[STO9] a removal and an erasure whose answers are lost are not refused, though nothing is there any more', async () => {
  await using line = await LostAnswer.before(server.port)
  const { tallymark } = await chatBehind(line, 'gone')
  void line.loseAnswerTo((sent) => sent.includes('delete from "gone".conversation'))
  expect(await tallymark.removeConversation({ conversationId: 'c1' })).toEqual({ conversationId: 'c1' })
  void line.loseAnswerTo((sent) => sent.includes('delete from "gone".user'))
  expect(await tallymark.eraseUser({ userId: 'bo' })).toEqual({ userId: 'bo', conversations: 0 })
  await expect(tallymark.eraseUser({ userId: 'bo' })).rejects.toMatchObject({ code: 'unknown_user' })
})

test.each([
  ['removal', 'conversation', (chat: Tallymark) => chat.removeConversation({ conversationId: 'c1' })],
  ['erasure', 'user', (chat: Tallymark) => chat.eraseUser({ userId: 'bo' })],
] as const)('[STO9] [RCP5] what is made anew after a %s whose answer is lost stays', async (what, table, end) => {
  await using line = await LostAnswer.before(server.port)
  const { tallymark } = await chatBehind(line, what)
  const other = await openTallymark({
    bus: 'none',
    database: server.url,
    postgres: { schema: what, allowAsynchronousCommit: true },
    onFault: () => undefined,
  })
  onTestFinished(() => other.close())
  const { promise: isMadeAnew, resolve: cut } = Promise.withResolvers<void>()
  const isDone = line.loseAnswerTo((sent) => sent.includes(`delete from "${what}".${table}`), isMadeAnew)
  const ending = end(tallymark)
  await isDone
  await other.createConversation({ conversationId: 'c1' })
  for (const userId of ['ana', 'bo']) await other.join({ conversationId: 'c1', userId, history: 'all' })
  await other.post({ conversationId: 'c1', messageId: 'anew', senderId: 'ana' })
  expect((await other.markRead({ conversationId: 'c1', recipientId: 'bo', messageId: 'anew' })).read).not.toBe('')
  cut()
  await ending
  expect((await other.getParticipant({ conversationId: 'c1', userId: 'bo' })).read).not.toBe('')
})
