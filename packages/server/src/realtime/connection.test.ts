import { describe, expect, test } from 'vitest'
import { openFeedChat } from '../../testing/feed-chat.ts'
import type { Access } from '../access/access.ts'
import type { Identity } from '../access/identity.ts'

const IN = ['alice', 'bob']
const LEEWAY_MS = 30_000
const mark = (id: number, seqs: string) => ({ type: 'mark', id, conversationId: 'c1', kind: 'read', seqs }) as const

/** Access that answers when it is told to. */
function slowAccess() {
  const answer = Promise.withResolvers<Identity | undefined>()
  const access: Partial<Access> = { identify: () => answer.promise }
  const alice: Identity = { kind: 'user', userId: 'alice' as never, expiresAt: Number.MAX_SAFE_INTEGER }
  return { access, accept: () => answer.resolve(alice), refuse: () => answer.resolve(undefined), fail: answer.reject }
}

describe('the first frame', () => {
  test('[CON1] is hello, which is welcomed', async () => {
    await using chat = await openFeedChat(IN)
    const alice = await chat.connect('alice')
    expect(alice.frames).toMatchObject([
      { type: 'welcome', userId: 'alice', epoch: chat.store.epoch, silenceMs: 60_000 },
    ])
    expect((await chat.connect('key')).of('welcome')).toMatchObject([{ userId: null, expiresAt: null, lastsMs: null }])
  })

  test.each([
    ['another frame', '{"type":"ping"}'],
    ['one of a type that is not known', '{"type":"hallo"}'],
    ['no frame', 'hello'],
  ])('[CON1] that is %s closes the connection', async (_what, text) => {
    await using chat = await openFeedChat(IN)
    const device = await chat.connect(null)
    device.sayText(text)
    device.say({ type: 'hello', token: 'alice' })
    await chat.time.settle()
    expect(device.closed).toBe('protocol_error')
    expect(device.frames.map(({ type }) => type)).toEqual(['bye'])
  })

  test('[CON1] must come within 5 seconds', async () => {
    await using chat = await openFeedChat(IN)
    const [silent, inTime] = [await chat.connect(null), await chat.connect(null)]
    await chat.time.pass(4_900)
    inTime.say({ type: 'hello', token: 'alice' })
    expect(silent.closed).toBeUndefined()
    await chat.time.pass(600)
    expect([silent.closed, inTime.closed]).toEqual(['no_hello', undefined])
  })

  test('[CON1] comes once', async () => {
    await using chat = await openFeedChat(IN)
    const alice = await chat.connect('alice')
    alice.say({ type: 'hello', token: 'alice' })
    expect(alice.closed).toBe('protocol_error')
  })

  test('[CON1] with a token that stands for nobody is refused for good', async () => {
    await using chat = await openFeedChat(IN)
    const device = await chat.connect('nobody')
    expect(device.closed).toBe('unauthenticated')
    expect(device.of('bye')).toMatchObject([{ code: 4500 }])
  })

  test('[CON1, ACC4] of a user that names another is refused', async () => {
    await using chat = await openFeedChat(IN)
    const device = await chat.connect(null)
    device.say({ type: 'hello', token: 'alice', userId: 'bob' })
    expect(device.frames).toMatchObject([{ type: 'refused', code: 'not_yours' }, { type: 'bye' }])
    expect(device.closed).toBe('protocol_error')
  })

  test('[CON1] of an API key may name for whom it acts', async () => {
    await using chat = await openFeedChat(IN)
    const device = await chat.connect(null)
    device.say({ type: 'hello', token: 'key', userId: 'bob' })
    device.say({ type: 'watch', conversationId: 'c1' })
    await chat.time.settle()
    expect(device.of('welcome')).toMatchObject([{ userId: 'bob' }])
    expect(device.of('own')).toHaveLength(1)
  })
})

describe('while hello is looked at', () => {
  test('[CON1] nothing else is, and then in order', async () => {
    const slow = slowAccess()
    await using chat = await openFeedChat(IN, { access: slow.access })
    await chat.post('bob', 2)
    const alice = await chat.connect('alice')
    alice.say({ type: 'ping' })
    alice.say(mark(1, '1'))
    alice.say({ type: 'watch', conversationId: 'c1' })
    await chat.time.settle()
    expect(alice.frames).toEqual([])
    expect(await chat.engine.getUnread({ conversationId: 'c1' as never, userId: 'alice' as never })).toMatchObject({
      unreadCount: 2,
    })
    slow.accept()
    await chat.time.settle()
    expect(alice.frames.map(({ type }) => type).filter((type) => type !== 'change')).toEqual(
      expect.arrayContaining(['welcome', 'pong', 'marked', 'snapshot', 'own']),
    )
    expect(alice.frames.slice(0, 2).map(({ type }) => type)).toEqual(['welcome', 'pong'])
  })

  test('[CON1] nothing is done of what came, if it is refused', async () => {
    const slow = slowAccess()
    await using chat = await openFeedChat(IN, { access: slow.access })
    await chat.post('bob')
    const alice = await chat.connect('alice')
    alice.say(mark(1, '1'))
    slow.refuse()
    await chat.time.settle()
    expect(alice.closed).toBe('unauthenticated')
    expect(await chat.engine.getUnread({ conversationId: 'c1' as never, userId: 'alice' as never })).toMatchObject({
      unreadCount: 1,
    })
  })

  test('[CON1] a fault of ours closes the connection, and it may come again', async () => {
    const slow = slowAccess()
    await using chat = await openFeedChat(IN, { access: slow.access })
    const alice = await chat.connect('alice')
    slow.fail(new Error('the keys cannot be had'))
    await chat.time.settle()
    expect(alice.closed).toBe('internal')
  })
})

describe('a token', () => {
  test('[CON2] that ends, ends its connection', async () => {
    await using chat = await openFeedChat(IN)
    const endsAt = chat.time.clockNow + 60_000
    const alice = await chat.connect(`alice@${endsAt}`)
    expect(alice.of('welcome')).toMatchObject([{ expiresAt: endsAt, lastsMs: 60_000 }])
    for (let i = 0; i < 89; i += 1) {
      await chat.time.pass(1_000)
      alice.say({ type: 'ping' })
    }
    expect(alice.closed).toBeUndefined()
    await chat.time.pass(60_000 + LEEWAY_MS - 89_000 + 500)
    expect(alice.closed).toBe('token_expired')
  })

  test('[CON2] can be renewed by the same user, not by another and not by none', async () => {
    await using chat = await openFeedChat(IN)
    const endsAt = chat.time.clockNow + 10_000
    const alice = await chat.connect(`alice@${endsAt}`)
    for (const token of [`bob@${endsAt + 90_000}`, 'key', 'nobody']) alice.say({ type: 'renew', token })
    await chat.time.settle()
    expect(alice.of('refused').map(({ code }) => code)).toEqual(['not_yours', 'not_yours', 'unauthenticated'])
    alice.say({ type: 'renew', token: `alice@${endsAt + 20_000}` })
    await chat.time.settle()
    expect(alice.of('welcome')).toMatchObject([{ lastsMs: 10_000 }, { lastsMs: 30_000, userId: 'alice' }])
    await chat.time.pass(10_000 + LEEWAY_MS + 1_000)
    expect(alice.closed).toBeUndefined()
    await chat.time.pass(19_500)
    expect(alice.closed).toBe('token_expired')
  })

  test('[CON2] that is an API key ends with it, within 5 seconds', async () => {
    let isValid: boolean | Promise<boolean> = true
    await using chat = await openFeedChat(IN, { access: { isValid: () => isValid } })
    const key = await chat.watch('key')
    await chat.time.pass(10_000)
    isValid = Promise.reject(new Error('the store is away'))
    isValid.catch(() => undefined)
    await chat.time.pass(1_000)
    expect(key.closed).toBeUndefined()
    isValid = Promise.resolve(false)
    await chat.time.pass(5_000)
    expect(key.closed).toBe('token_expired')
    expect(chat.feeds.counts).toMatchObject({ connections: 0, watches: 0 })
  })
})

describe('what a connection may do is bounded', () => {
  test('[CON4] frames a second, after a burst', async () => {
    await using chat = await openFeedChat(IN, { limits: { framesPerSecond: 10 } })
    const [alice, bob] = [await chat.connect('alice'), await chat.connect('bob')]
    await chat.time.pass(10_000)
    for (let i = 0; i < 100; i += 1) for (const device of [alice, bob]) device.say({ type: 'ping' })
    bob.say({ type: 'ping' })
    expect([alice.closed, bob.closed]).toEqual([undefined, 'flood'])
    await chat.time.pass(1_000)
    for (let i = 0; i < 10; i += 1) alice.say({ type: 'ping' })
    expect(alice.closed).toBeUndefined()
    alice.say({ type: 'ping' })
    expect(alice.closed).toBe('flood')
    expect(alice.of('bye')).toMatchObject([{ code: 4004, retryAfterMs: 1_000 }])
  })

  test('[CON4] watches of one connection: 100,000 of them leave no more than it may have', async () => {
    await using chat = await openFeedChat(IN, { limits: { framesPerSecond: 1e9, watches: 3 } })
    const ids = ['c1', 'c2', 'c3', 'c4']
    for (const id of ids)
      await chat.engine.createConversation({ conversationId: id as never, participants: IN as never })
    const alice = await chat.connect('alice')
    for (const conversationId of ids) alice.say({ type: 'watch', conversationId })
    await chat.time.settle()
    expect(alice.of('refused')).toMatchObject([{ conversationId: 'c4', code: 'too_many_watches' }])
    alice.clear()
    for (let i = 0; i < 100_000; i += 1) alice.say({ type: 'watch', conversationId: `x${i}` })
    await chat.time.settle()
    expect(alice.of('refused')).toHaveLength(100_000)
    expect(chat.feeds.counts).toMatchObject({ watches: 3, conversations: 3, replicas: 3 })
    alice.say({ type: 'unwatch', conversationId: 'c1' })
    alice.say({ type: 'watch', conversationId: 'c4' })
    await chat.time.settle()
    expect(alice.of('snapshot')).toMatchObject([{ conversationId: 'c4' }])
  })

  test('[CON4] the same watch a thousand times is one', async () => {
    await using chat = await openFeedChat(IN, { limits: { framesPerSecond: 1e9 } })
    const alice = await chat.connect('alice')
    for (let i = 0; i < 1_000; i += 1) alice.say({ type: 'watch', conversationId: 'c1' })
    await chat.time.settle()
    expect(chat.feeds.counts).toMatchObject({ watches: 1, replicas: 1 })
  })

  test('[CON4] connections of a user, by whatever token; another may have as many', async () => {
    await using chat = await openFeedChat(IN, { limits: { connectionsPerUser: 2 } })
    for (let i = 0; i < 5; i += 1) (await chat.connect('alice')).cut()
    const first = await chat.connect('alice')
    const byKey = await chat.connect(null)
    byKey.say({ type: 'hello', token: 'key', userId: 'alice' })
    const third = await chat.connect('alice')
    expect([first, byKey, third].map(({ closed }) => closed)).toEqual([undefined, undefined, 'too_many_connections'])
    expect((await chat.connect('bob')).closed).toBeUndefined()
    first.cut()
    expect((await chat.connect('alice')).closed).toBeUndefined()
    expect((await chat.connect('alice')).closed).toBe('too_many_connections')
  })

  test('[CON4] connections in all: what is beyond is closed, with a time to wait', async () => {
    await using chat = await openFeedChat(IN, { limits: { connections: 2 } })
    const [alice, , late] = [await chat.connect('alice'), await chat.connect(null), await chat.connect(null)]
    expect(late.closed).toBe('overloaded')
    expect(late.of('bye')[0]?.retryAfterMs).toBeGreaterThan(0)
    alice.cut()
    expect((await chat.connect('bob')).closed).toBeUndefined()
    expect(chat.feeds.counts.connections).toBe(2)
  })
})

describe('signs of life', () => {
  test('[CON5] a ping is answered, and a connection that is silent is closed', async () => {
    await using chat = await openFeedChat(IN, { limits: { silenceMs: 10_000 } })
    const [alice, bob, carol] = [await chat.connect('alice'), await chat.connect('bob'), await chat.connect('carol')]
    for (let i = 0; i < 4; i += 1) {
      await chat.time.pass(3_000)
      alice.say({ type: 'ping' })
      carol.connection?.heard()
    }
    await chat.time.settle()
    expect(alice.of('pong')).toHaveLength(4)
    expect([alice, bob, carol].map(({ closed }) => closed)).toEqual([undefined, 'silent', undefined])
    await chat.time.pass(9_000)
    expect(alice.closed).toBeUndefined()
    await chat.time.pass(1_500)
    expect([alice.closed, carol.closed]).toEqual(['silent', 'silent'])
  })
})

test('[WIR3] a frame of a type that is not known is ignored and counted, no frame closes the connection', async () => {
  await using chat = await openFeedChat(IN)
  const alice = await chat.connect('alice')
  alice.sayText('{"type":"tomorrow","x":1}')
  alice.say({ type: 'ping' })
  await chat.time.settle()
  expect(alice.of('pong')).toHaveLength(1)
  expect(chat.feeds.counts.unknownFrames).toBe(1)
  alice.sayText('ping')
  expect(alice.closed).toBe('protocol_error')
})

describe('[WIR3] a frame with a field that is not as it must be is refused, and the connection stays', () => {
  const LONG = 'c'.repeat(129)

  test.each([
    [{ type: 'ping', x: 1 }, {}, 'x is not known'],
    [{ type: 'inbox', on: 1, conversationId: 'c1', id: 1 }, {}, 'conversationId is not known'],
    [{ type: 'renew', token: 7, id: 1 }, {}, 'id is not known'],
    [{ type: 'watch', conversationId: 'c1', from: 0 }, { conversationId: 'c1' }, 'from must be a whole number'],
    [{ type: 'watch', conversationId: LONG }, { conversationId: LONG }, 'conversationId must be an id'],
    [{ type: 'watch', conversationId: 'c'.repeat(1_025) }, {}, 'conversationId must be an id'],
    [{ type: 'watch', conversationId: '\ud83d' }, {}, 'conversationId must be an id'],
    [{ type: 'watch', id: 1 }, {}, 'id is not known'],
    [{ type: 'unwatch', conversationId: '' }, { conversationId: '' }, 'conversationId must be an id'],
    [{ type: 'mark', id: 7, conversationId: 'c1' }, { id: 7, conversationId: 'c1' }, 'kind is missing'],
    [{ type: 'mark', id: 7, conversationId: 8, kind: 'read' }, { id: 7 }, 'conversationId must be an id'],
    [{ type: 'mark', id: -1, conversationId: 'c1', kind: 'read' }, {}, 'id must be a whole number'],
    [{ type: 'markUnread', id: 9, conversationId: 'c1' }, { id: 9, conversationId: 'c1' }, 'fromMessageId is missing'],
  ])('%j', async (said, named, fault) => {
    await using chat = await openFeedChat(IN)
    const alice = await chat.connect('alice')
    alice.sayText(JSON.stringify(said))
    alice.say({ type: 'ping' })
    await chat.time.settle()
    const detail = `The frame is not valid: ${fault}.`
    expect(alice.of('refused')).toEqual([{ type: 'refused', ...named, code: 'invalid_input', detail, retry: false }])
    expect([alice.closed, alice.of('pong').length, chat.feeds.counts.refused]).toEqual([undefined, 1, 1])
  })

  test.each([
    { type: 'watch', from: 0 },
    { type: 'unwatch', x: 1 },
  ])('%j of what is watched ends that', async (said) => {
    await using chat = await openFeedChat(IN)
    const alice = await chat.connect('alice')
    alice.say({ type: 'watch', conversationId: 'c1' })
    await chat.time.settle()
    alice.sayText(JSON.stringify({ ...said, conversationId: 'c1' }))
    await chat.post('bob', 1)
    await chat.time.pass(5_000)
    expect([alice.of('refused').length, alice.of('change').length]).toEqual([1, 0])
  })
})
