import { afterAll, expect, test } from 'vitest'
import { PostgresServer } from '../../packages/server/testing/postgres-server.ts'
import { Installation } from './installation.ts'
import { replyOf } from './reply.ts'

const SEED = 51
const MINUTE = 60_000
const server = await PostgresServer.start({ durable: true })
afterAll(() => server[Symbol.asyncDispose]())

/** A module that puts a process's clock so many milliseconds forward, or back. */
const shifted = (ms: number): string =>
  `data:text/javascript,${encodeURIComponent(`const real = Date.now; Date.now = () => real() + ${ms}`)}`

interface Status {
  readonly seq: number
  readonly recipientStatuses: readonly { readonly userId: string; readonly readAt: string }[]
}

test('[NOD10] [SEQ3] [RCP3] the clocks of nodes differ by minutes', { timeout: 120_000 }, async () => {
  const shifts = [0, 7 * MINUTE, -5 * MINUTE]
  const settings = shifts.map((ms) => ({ database: server.url, preloads: [shifted(ms)] }))
  await using installation = await Installation.start(server.url, settings, SEED)
  const urls = installation.nodes.map(({ url }) => `${url}/v1/conversations/c1`) as [string, string, string]
  const [, ahead, behind] = urls
  installation.load()
  await installation.goOn(150)
  await replyOf(`${ahead}/messages`, 'POST', { messageId: 'first', senderId: 'p0' })
  await replyOf(`${behind}/messages`, 'POST', { messageId: 'second', senderId: 'p0' })
  // Whoever marks first gives the time, whatever it is.
  const readers = installation.clients.map(({ userId }) => userId).slice(1)
  const mark = (url: string, messageId: string) =>
    Promise.all(readers.map((recipientId) => replyOf(`${url}/read`, 'POST', { messageId, recipientId })))
  await mark(ahead, 'first')
  const statusOf = async (url: string, messageId: string) =>
    (await replyOf(`${url}/messages/${messageId}/status`, 'GET'))?.answer as Status
  const told = await statusOf(ahead, 'first')
  await mark(behind, 'first')
  for (const url of urls) expect(timesIn(await statusOf(url, 'first'))).toEqual(timesIn(told))
  expect((await statusOf(behind, 'second')).seq).toBeGreaterThan(told.seq)
  const outcome = await installation.settle()
  console.info(`clocks that differ, seed ${SEED}:`, outcome)
  expect(outcome.refusals).toEqual({})
})

const timesIn = ({ recipientStatuses }: Status) => recipientStatuses.map(({ userId, readAt }) => `${userId} ${readAt}`)
