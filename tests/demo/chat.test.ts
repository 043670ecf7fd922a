import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { has, seqSetFrom } from '@tallymark/core'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { DemoServer } from './demo-server.ts'

const WALK = '/chat/conversations/demo-walk'
const HALL = '/chat/conversations/demo-town-hall'

let demo: DemoServer
beforeAll(async () => {
  demo = await DemoServer.start()
})
afterAll(() => demo[Symbol.asyncDispose]())

const write = (as: string, messageId: string, text = 'Hello') =>
  demo.ask(as, 'POST', `${WALK}/messages`, { senderId: as, messageId, text })
const idsOf = async (as: string, query: string): Promise<readonly string[]> =>
  (await demo.ask(as, 'GET', `${WALK}/messages?${query}`)).body.messages.map(({ messageId }) => messageId)
const summary = async (conversationId: string, messageId: string): Promise<string> =>
  (await demo.tallymark('GET', `/conversations/${conversationId}/messages/${messageId}/status?limit=1`)).body
    .summaryText

/** Asks to log in with these headers; `fetch` would not send some of them. */
async function logIn(headers: Readonly<Record<string, string>>, userId = 'ana'): Promise<number | undefined> {
  const asked = request(`${demo.address}/chat/login`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', ...headers },
  })
  asked.end(JSON.stringify({ userId }))
  return new Promise((resolve, reject) => {
    asked.on('error', reject).on('response', (response) => {
      text(response).then(() => resolve(response.statusCode), reject)
    })
  })
}

test('[DEM2] the people of the demo log in for ten minutes, nobody else does', async () => {
  const { body } = await demo.ask(undefined, 'GET', '/chat/people')
  expect(body.people.map(({ userId }) => userId).slice(0, 3)).toEqual(['ana', 'bo', 'cy'])
  const { sub, exp = 0, iat = 0 } = decodeJwt(await demo.token('ana'))
  expect([sub, exp - iat]).toEqual(['ana', 600])
  for (const userId of ['u001', 'demo-crowd-001', 'alice', '__proto__'])
    expect(await logIn({}, userId), userId).toBe(403)
})

test('[DEM2] nobody logs in from a page from elsewhere, or under a name that is not this machine’s', async () => {
  const { host, origin } = new URL(demo.address)
  const { port } = new URL(demo.address)
  expect(await logIn({ origin, 'sec-fetch-site': 'same-origin' })).toBe(200)
  expect(await logIn({ host: `localhost:${port}`, origin: `http://localhost:${port}` })).toBe(200)
  expect(await logIn({ host: `192.168.1.5:${port}`, origin: `http://192.168.1.5:${port}` })).toBe(200)
  expect(await logIn({ origin: 'http://evil.example' })).toBe(403)
  expect(await logIn({ origin: `http://localhost:${port}` })).toBe(403)
  expect(await logIn({ origin: 'null' })).toBe(403)
  expect(await logIn({ 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await logIn({ 'sec-fetch-site': 'same-site' })).toBe(403)
  expect(await logIn({ host: `evil.example:${port}`, origin: `http://evil.example:${port}` })).toBe(421)
  expect(await logIn({ host: `${host}.evil.example` })).toBe(421)
  expect(await logIn({ 'content-type': 'text/plain' })).toBe(415)
  const { headers } = await demo.ask(undefined, 'GET', '/chat/people')
  expect(headers.get('access-control-allow-origin')).toBe(null)
})

test('[DEM2] an origin that is named is let in, and so is its host', async () => {
  await using other = await DemoServer.start({ flags: { 'allowed-origins': 'https://demo.example' } })
  const headers = { 'content-type': 'application/json', origin: 'https://demo.example' }
  const body = JSON.stringify({ userId: 'ana' })
  const { status } = await fetch(`${other.address}/chat/login`, { method: 'POST', headers, body })
  expect(status).toBe(200)
})

test('[DEM2] without a token, or with one of somebody else, the chat answers nobody', async () => {
  const asked = [
    ['GET', '/chat/conversations?userId=ana'],
    ['GET', `${WALK}/messages`],
    ['POST', `${WALK}/messages`],
    ['DELETE', `${WALK}/messages/demo-walk-1`],
    ['PUT', `${WALK}/members/ana`],
    ['DELETE', `${WALK}/members/ana`],
    ['GET', '/chat/people/ana/sharing'],
    ['PUT', '/chat/people/ana/sharing'],
    ['GET', '/chat/events'],
    ['POST', '/chat/crowd/read'],
  ] as const
  const forged = `${(await demo.token('ana')).slice(0, -8)}AAAAAAAA`
  for (const [method, path] of asked)
    for (const token of [undefined, 'x', forged, demo.apiKey, `${await demo.token('ana')},${forged}`])
      expect((await demo.askWith(token, method, path)).status, `${method} ${path} ${token?.slice(0, 3)}`).toBe(401)
})

test.each(['//', '/chat/people/%ff/sharing', '/chat', '/chat/nothing', '/chat/avatars/x.svg', '/favicon.ico'])(
  '[DEM1] there is nothing at %s',
  async (path) => {
    expect([400, 404]).toContain((await demo.ask('ana', 'GET', path)).status)
    expect(demo.logLines.join()).not.toContain('the demo failed')
  },
)

test('[DEM3] everyone acts for itself alone', async () => {
  const refused = [
    await demo.ask('ana', 'GET', '/chat/conversations?userId=bo'),
    await demo.ask('ana', 'POST', `${WALK}/messages`, { senderId: 'bo', messageId: 'm1', text: 'Hello' }),
    await demo.ask('ana', 'DELETE', `${WALK}/members/bo`),
    await demo.ask('ana', 'PUT', `${WALK}/members/bo`, {}),
    await demo.ask('ana', 'PUT', '/chat/people/bo/sharing', { sharing: 'nothing' }),
    await demo.ask('ana', 'GET', '/chat/people/bo/sharing'),
    await demo.ask('ana', 'GET', '/chat/events?userId=bo'),
    await demo.ask('ana', 'DELETE', `${WALK}/messages/demo-walk-1`),
    await demo.ask('ana', 'POST', '/chat/conversations/demo-bo-cy/messages', {
      senderId: 'ana',
      messageId: 'm1',
      text: 'Hi',
    }),
    await demo.ask('ana', 'PUT', '/chat/conversations/demo-bo-cy/members/ana', {}),
    await demo.ask('ana', 'DELETE', '/chat/conversations/demo-ana-bo/members/ana'),
  ]
  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403))
  expect((await demo.ask('ana', 'GET', '/chat/conversations/demo-bo-cy/messages')).body).toEqual({ messages: [] })
})

test('[DEM3] [DEM5] who leaves sees nothing of what follows, who joins again nothing of what it missed', async () => {
  using cys = await demo.listen('cy')
  expect((await demo.ask('cy', 'DELETE', `${WALK}/members/cy`)).status).toBe(200)
  expect((await write('cy', 'by-a-leaver')).text).toContain('Only who is in a conversation')
  await write('ana', 'missed')
  expect((await demo.ask('cy', 'GET', '/chat/conversations?userId=cy')).body.conversations).toContainEqual(
    expect.objectContaining({ conversationId: 'demo-walk', members: ['ana', 'bo'] }),
  )
  expect((await demo.ask('cy', 'PUT', `${WALK}/members/cy`, {})).status).toBe(200)
  await write('ana', 'not-missed')
  expect((await idsOf('cy', 'limit=2')).at(-1)).toBe('not-missed')
  expect(await idsOf('cy', '')).not.toContain('missed')
  expect(await idsOf('ana', '')).toContain('missed')
  expect((await demo.tallymark('GET', '/conversations/demo-walk/participants/cy')).body.member).toBe('1:11,13:*')
  await eventually(() => cys.events.length).toBe(3)
  expect(cys.events.map((event) => JSON.parse(event))).toEqual([
    { type: 'membership', conversationId: 'demo-walk', userId: 'cy', isIn: false, members: ['ana', 'bo'], for: ['cy'] },
    expect.objectContaining({ type: 'membership', isIn: true, members: ['ana', 'bo', 'cy'] }),
    expect.objectContaining({ type: 'message', message: expect.objectContaining({ messageId: 'not-missed' }) }),
  ])
})

test('[DEM4] a message is kept by the chat and known to Tallymark; sending it again changes nothing', async () => {
  const first = await write('ana', 'once', 'A text that only the chat may know')
  const again = await write('ana', 'once', 'Another text')
  expect(again.body).toEqual(first.body)
  expect(first.body.message).toMatchObject({
    text: 'A text that only the chat may know',
    lengthHint: 34,
    deleted: false,
  })
  expect((await write('bo', 'once')).status).toBe(409)
  expect((await idsOf('bo', '')).filter((id) => id === 'once')).toHaveLength(1)
  expect(await summary('demo-walk', 'once')).toBe('Sent')
  expect((await demo.ask('ana', 'DELETE', `${WALK}/messages/once`)).status).toBe(200)
  expect((await demo.tallymark('GET', '/conversations/demo-walk/messages/once/status')).body.code).toBe(
    'message_deleted',
  )
  expect((await write('ana', 'once', 'Again')).body.message).toMatchObject({ text: null, deleted: true })
  expect(demo.logLines.join()).not.toContain('only the chat may know')
})

test('[DEM4] what Tallymark never takes does not stand in the way of what follows', async () => {
  expect((await write('ana', 'a\u0000b')).status).toBe(422)
  expect((await write('ana', 'after-it')).status).toBe(200)
  expect(await summary('demo-walk', 'after-it')).toBe('Sent')
  for (const body of [{}, { senderId: 'ana', messageId: '', text: 'x' }, { senderId: 'ana', messageId: 'm', text: 7 }])
    expect((await demo.ask('ana', 'POST', `${WALK}/messages`, body)).status).toBeGreaterThanOrEqual(400)
})

test('[DEM4] [DEM5] while many write at once and one leaves and comes back, here and Tallymark keep one order', async () => {
  using page = await demo.listen('bo')
  const ids = Array.from({ length: 30 }, (_, i) => `at-once-${i}`)
  const writing = ids.map((id, i) => write(i % 2 === 0 ? 'ana' : 'bo', id))
  const cy = `${WALK}/members/cy`
  await demo.ask('cy', 'DELETE', cy)
  await demo.ask('cy', 'PUT', cy, {})
  await Promise.all(writing)
  const here = await idsOf('ana', 'limit=30')
  expect(here.toSorted()).toEqual(ids.toSorted())
  const path = '/conversations/demo-walk'
  const known = await Promise.all(here.map((id) => demo.tallymark('GET', `${path}/messages/${id}/status`)))
  const seqs = known.map(({ body }) => body.seq)
  expect(seqs).toEqual(seqs.toSorted((one, other) => one - other))
  const member = seqSetFrom((await demo.tallymark('GET', `${path}/participants/cy`)).body.member)
  const seen = await idsOf('cy', 'limit=1000')
  expect(here.filter((id) => seen.includes(id))).toEqual(here.filter((_, i) => has(member, seqs[i] as number)))
  const told = () => page.events.map((event) => JSON.parse(event)).filter(({ type }) => type === 'message')
  await eventually(() => told().length).toBe(30)
  expect(told().map(({ message }) => message.messageId)).toEqual(here)
})

test('[DEM5] a page that shows two people hears on one stream what concerns each, and asks for what it missed', async () => {
  using page = await demo.listen('bo', 'cy')
  using eli = await demo.listen('eli')
  await demo.ask('bo', 'POST', '/chat/conversations/demo-ana-bo/messages', {
    senderId: 'bo',
    messageId: 'm1',
    text: 'Hi',
  })
  await write('ana', 'm2')
  await demo.ask('ana', 'DELETE', `${WALK}/messages/m2`)
  await eventually(() => page.events.length).toBe(3)
  expect(page.events.map((event) => JSON.parse(event))).toMatchObject([
    { type: 'message', conversationId: 'demo-ana-bo', message: { messageId: 'm1', text: 'Hi' }, for: ['bo'] },
    { type: 'message', conversationId: 'demo-walk', for: ['bo', 'cy'] },
    { type: 'deleted', conversationId: 'demo-walk', messageId: 'm2', for: ['bo', 'cy'] },
  ])
  expect(eli.events).toEqual([])
  await write('ana', 'm3')
  await write('ana', 'm4')
  await write('ana', 'm5')
  expect(await idsOf('bo', 'after=m3')).toEqual(['m4', 'm5'])
  expect(await idsOf('bo', 'after=m2&limit=1')).toEqual(['m3'])
  expect(await idsOf('bo', 'before=m4&limit=2')).toEqual(['m2', 'm3'])
  expect((await demo.ask('bo', 'GET', `${WALK}/messages?limit=1001`)).status).toBe(400)
})

/** A busy machine takes its time for five hundred requests. */
const PATIENTLY = { timeout: 30_000, interval: 50 }

test('[DEM6] five hundred read the newest message, each by a request of its own, and are not asked again meanwhile', {
  timeout: 60_000,
}, async () => {
  const marksMade = async () => {
    const metrics = await demo.askWith(undefined, 'GET', '/metrics')
    const line = metrics.text.split('\n').find((each) => /http.*count.*route="[^"]*:conversationId\/read"/.test(each))
    return Number(line?.split(' ').at(-1) ?? 0)
  }
  const before = await marksMade()
  await demo.ask('ana', 'POST', `${HALL}/messages`, { senderId: 'ana', messageId: 'news', text: 'News' })
  const startedAt = performance.now()
  const answer = await demo.ask('bo', 'POST', '/chat/crowd/read', {})
  expect(answer.body).toEqual({ messageId: 'news', marks: 500, overMs: 2_000 })
  expect((await demo.ask('bo', 'POST', '/chat/crowd/read', {})).status).toBe(409)
  await expect.poll(() => summary('demo-town-hall', 'news'), PATIENTLY).toBe('Read by 500 of 502')
  expect(performance.now() - startedAt).toBeGreaterThan(1_900)
  expect((await marksMade()) - before).toBe(500)
  await expect.poll(async () => (await demo.ask('bo', 'POST', '/chat/crowd/read', {})).status, PATIENTLY).toBe(200)
})

test('[DEM3] [PRV1] what a person shares is Tallymark’s to know', async () => {
  const path = '/chat/people/dee/sharing'
  expect((await demo.ask('dee', 'GET', path)).body).toEqual({ sharing: 'everything' })
  expect((await demo.ask('dee', 'PUT', path, { sharing: 'delivered' })).status).toBe(200)
  expect((await demo.tallymark('GET', '/users/dee')).body).toMatchObject({ sharing: 'delivered', userName: 'Dee' })
  expect((await demo.ask('dee', 'PUT', path, { sharing: 'deliveries' })).status).toBe(400)
})

test('[OPS6] the JWT of the demo acts as its user with Tallymark, by HTTP and over the feed', async () => {
  const token = await demo.token('ana')
  const inbox = await demo.askWith(token, 'GET', '/v1/inbox')
  expect(inbox.body.unreadMessages).toBeGreaterThan(0)
  expect((await demo.askWith(token, 'GET', '/v1/inbox?userId=bo')).body.code).toBe('not_yours')
  const socket = new WebSocket(`${demo.address.replace('http', 'ws')}/v1/feed`, 'tallymark.1')
  const welcomed = new Promise<string>((resolve) => {
    socket.onmessage = ({ data }) => resolve(String(data))
  })
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', token }))
  expect(JSON.parse(await welcomed)).toMatchObject({ type: 'welcome', userId: 'ana' })
  socket.close()
  const log = demo.logLines.join()
  expect(log).not.toContain(token.slice(-20))
  expect(log).not.toContain(demo.apiKey)
})
