import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Chat } from '../../apps/demo/src/chat/chat.ts'
import { ChatStore } from '../../apps/demo/src/chat/chat-store.ts'
import { Events } from '../../apps/demo/src/chat/events.ts'
import { Receipts, type Sent } from '../../apps/demo/src/chat/receipts.ts'
import { Refused } from '../../apps/demo/src/chat/refused.ts'
import { DemoServer } from './demo-server.ts'

const WALK = '/chat/conversations/demo-walk'

/** A folder of the test's own. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tallymark-demo-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('[DEM4] the texts of the chat may be read by the owner of their file alone', () => {
  const path = join(folder(), 'chat.db')
  using store = new ChatStore(path)
  store.setReady()
  expect(['', '-wal', '-shm'].map((end) => statSync(`${path}${end}`).mode & 0o777)).toEqual([0o600, 0o600, 0o600])
})

/** A message that somebody wrote into the walk. */
const written = (messageId: string, senderId = 'ana') => ({
  ...{ conversationId: 'demo-walk', messageId, senderId, text: 'Hello', lengthHint: 5 },
  ...{ sentAt: '2026-01-01T00:00:00.000Z', deleted: false },
})

const statusOf = async (demo: DemoServer, messageId: string) =>
  (await demo.tallymark('GET', `/conversations/demo-walk/messages/${messageId}/status?limit=1`)).body
const idsOf = async (demo: DemoServer): Promise<readonly string[]> =>
  (await demo.ask('ana', 'GET', `${WALK}/messages?limit=1000`)).body.messages.map(({ messageId }) => messageId)

test('[DEM7] at the first start there is something in every state', async () => {
  await using demo = await DemoServer.start()
  const textOf = async (conversationId: string, number: number) => {
    const path = `/conversations/${conversationId}/messages/${conversationId}-${number}/status?limit=1`
    return (await demo.tallymark('GET', path)).body.summaryText
  }
  expect(await Promise.all([8, 9, 10].map((number) => textOf('demo-ana-bo', number)))).toEqual([
    'Read',
    'Delivered',
    'Sent',
  ])
  expect(await Promise.all([7, 8, 11].map((number) => textOf('demo-walk', number)))).toEqual([
    'Read by all',
    'Read by 1 of 2',
    'Delivered to 1 of 2',
  ])
  expect(await Promise.all([1, 2, 3].map((number) => textOf('demo-town-hall', number)))).toEqual([
    'Read by all',
    'Read by 302 of 502',
    'Delivered to 451 of 502',
  ])
  for (const person of ['ana', 'bo', 'cy'])
    expect((await demo.ask(person, 'GET', '/v1/inbox')).body.unreadMessages, person).toBeGreaterThan(2)
  const { conversations } = (await demo.ask('ana', 'GET', '/chat/conversations?userId=ana')).body
  expect(conversations).toMatchObject([
    { kind: 'direct', title: 'Bo', members: ['ana', 'bo'], memberCount: 2 },
    { kind: 'group', title: 'Weekend walk', members: ['ana', 'bo', 'cy'], memberCount: 3 },
    { kind: 'group', memberCount: 5 },
    { kind: 'crowd', memberCount: 503, members: ['ana', 'bo', 'cy'] },
  ])
})

test('[DEM7] the replayed channel is there to be read, and what its own people read stays as it was', async () => {
  const trace = join(folder(), 'lobby.jsonl')
  const lines = [
    ...['u001', 'u002', 'u003'].map((userId) => ({ type: 'join', userId })),
    ...[1, 2, 3].map((i) => ({ type: 'post', userId: 'u001', messageId: `m${i}` })),
    { type: 'read', userId: 'u002', messageIds: ['m1', 'm2', 'm3'] },
    { type: 'leave', userId: 'u003' },
  ]
  const at = '2007-06-04T09:03:00Z'
  writeFileSync(trace, lines.map((line) => `${JSON.stringify({ at, ...line })}\n`).join(''))
  await using demo = await DemoServer.start({ trace })
  const { body } = await demo.ask('ana', 'GET', '/chat/conversations/lobby/messages')
  expect(body.messages).toMatchObject(
    [1, 2, 3].map((i) => ({ messageId: `m${i}`, senderId: 'u001', text: null, sentAt: '2007-06-04T09:03:00.000Z' })),
  )
  const { conversations } = (await demo.ask('cy', 'GET', '/chat/conversations?userId=cy')).body
  expect(conversations.at(-1)).toMatchObject({ conversationId: 'lobby', kind: 'channel', memberCount: 5 })
  const unreadOf = async (person: string) =>
    (await demo.ask(person, 'GET', '/v1/inbox')).body.conversations.find((one) => one.conversationId === 'lobby')
  expect([(await unreadOf('ana'))?.unreadCount, await unreadOf('cy')]).toEqual([3, undefined])
  const status = await demo.tallymark('GET', '/conversations/lobby/messages/m2/status')
  expect(status.body.summaryText).toBe('Read by 1 of 4')
})

test('[DEM4] [OPS6] what a crash kept from Tallymark is told at the next start, in order', async () => {
  const path = folder()
  const database = `file:${join(path, 'x.db')}`
  const worthNothing: string[] = []
  {
    await using first = await DemoServer.start({ database })
    await first.ask('ana', 'POST', `${WALK}/messages`, { senderId: 'ana', messageId: 'm1', text: 'Hello' })
    worthNothing.push(first.apiKey, await first.token('ana'))
    await first.stop()
    using store = new ChatStore(join(path, 'x-chat.db'))
    for (const id of ['m2', 'm3', 'm4']) store.addMessage(written(id))
    store.addMessage(written('m5', 'cy'))
    store.deleteMessage('demo-walk', 'm1')
    store.deleteMessage('demo-walk', 'm3')
    store.leave('demo-walk', 'cy')
  }
  await using second = await DemoServer.start({ database })
  const told = await Promise.all(['m2', 'm4', 'm5'].map(async (id) => (await statusOf(second, id)).seq))
  expect(told).toEqual([13, 15, 16])
  expect((await statusOf(second, 'm1')).code).toBe('message_deleted')
  expect((await statusOf(second, 'm3')).code).toBe('message_deleted')
  expect((await idsOf(second)).slice(-5)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
  const cy = await second.tallymark('GET', '/conversations/demo-walk/participants/cy')
  expect(cy.body).toMatchObject({ isIn: false })
  for (const bearer of worthNothing) expect((await second.askWith(bearer, 'GET', '/v1/inbox')).status).toBe(401)
})

test.each(['x.db', 'x-chat.db'])('[DEM4] where %s is lost the demo begins anew', async (lost) => {
  const path = folder()
  const database = `file:${join(path, 'x.db')}`
  {
    await using first = await DemoServer.start({ database })
    await first.ask('ana', 'POST', `${WALK}/messages`, { senderId: 'ana', messageId: 'm1', text: 'Hello' })
    expect((await statusOf(first, 'm1')).seq).toBe(12)
  }
  for (const name of readdirSync(path)) if (name.startsWith(lost)) rmSync(join(path, name))
  await using second = await DemoServer.start({ database })
  expect((await idsOf(second)).at(-1)).toBe('demo-walk-11')
  expect((await statusOf(second, 'm1')).code).toBe('unknown_message')
  expect((await statusOf(second, 'demo-walk-8')).summaryText).toBe('Read by 1 of 2')
})

test('[DEM4] while Tallymark cannot be told a message is shown to nobody; later it comes before what follows', async () => {
  await using demo = await DemoServer.start()
  const receipts = new FailingReceipts(demo)
  using store = new ChatStore(':memory:')
  store.addConversation({ conversationId: 'demo-walk', title: 'Walk', kind: 'group', others: 0 })
  for (const userId of ['ana', 'bo', 'cy']) store.enter('demo-walk', userId, 'all')
  const events = new Events()
  onTestFinished(() => events.close())
  const chat = new Chat(store, receipts, events)
  const idsOfBo = () => chat.messages('demo-walk', 'bo', { limit: 10 }).map(({ messageId }) => messageId)
  const post = (senderId: string, messageId: string) =>
    chat.post({ conversationId: 'demo-walk', senderId, messageId, text: 'Hello' })
  receipts.fails = true
  await expect(post('ana', 'm1')).rejects.toThrow('Tallymark is away')
  expect(idsOfBo()).toEqual([])
  receipts.fails = false
  await post('bo', 'm2')
  expect(idsOfBo()).toEqual(['m1', 'm2'])
  expect([(await statusOf(demo, 'm1')).seq, (await statusOf(demo, 'm2')).seq]).toEqual([12, 13])
  expect((await post('ana', 'm1')).messageId).toBe('m1')
  expect(idsOfBo()).toEqual(['m1', 'm2'])
})

/** Reaches Tallymark, or does not. */
class FailingReceipts extends Receipts {
  fails = false

  override async post(message: Sent): Promise<unknown> {
    if (this.fails) throw new Refused(503, 'Tallymark is away.')
    return super.post(message)
  }
}
