import { describe, expect, test } from 'vitest'
import { bobsClient } from '../../testing/bob-client.ts'
import { messagesUpTo, noneOf, own, snapshot, welcome } from '../../testing/scripted-server.ts'
import { settled } from '../../testing/virtual-time.ts'

const change = (since: number, version: number, head: number, over: object = {}) =>
  ({ type: 'change', conversationId: 'c1', since, version, head, ...over }) as const

describe('a snapshot of a view', () => {
  test('[CLT3] says how far each message has come, and of one’s own truth', async () => {
    const { c1, now, watching } = await bobsClient()
    expect(now()).toMatchObject({ state: 'loading', messages: [], own: null })
    await watching(2)
    expect(now()).toMatchObject({ state: 'live', version: 2, head: 2, from: 1, to: null })
    expect(c1.message('m2')).toEqual({
      seq: 2,
      messageId: 'm2',
      senderId: 'alice',
      silent: false,
      deleted: false,
      overallStatus: 'sent',
      totalRecipients: 1,
      deliveredCount: 0,
      readCount: 0,
      hiddenCount: 0,
    })
    expect(now().own).toMatchObject({ unreadCount: 2, firstUnreadMessageId: 'm1', lastReadMessageId: null })
    expect(now().people?.map(({ userName }) => userName)).toEqual(['ALICE', 'BOB'])
  })

  test('[CLT3] is the same object until its value changes, and so is each of its parts', async () => {
    const { c1, now, server, watching } = await bobsClient()
    await watching(3)
    const before = now()
    const [m1, m3] = [c1.message('m1'), c1.message('m3')]
    let told = 0
    c1.subscribe(() => {
      told += 1
    })
    server.last.say(snapshot(3), own(3), change(3, 3, 3))
    expect([now() === before, told]).toEqual([true, 0])
    server.last.say(change(3, 4, 3, { tallies: [[3, 1, 1, 1, 0]] }))
    expect([now() === before, told]).toEqual([false, 1])
    expect(c1.message('m1')).toBe(m1)
    expect(c1.message('m3')).not.toBe(m3)
    expect(c1.message('m3')).toMatchObject({ overallStatus: 'read', readCount: 1 })
    expect(now().people).toBe(before.people)
    expect(now().own).toBe(before.own)
  })

  test('[CLT3] keeps the identity of messages while the window slides over 200', async () => {
    const { c1, now, server, watching } = await bobsClient()
    await watching(200)
    const m2 = c1.message('m2')
    server.last.say(change(200, 201, 201, { messages: messagesUpTo(201, 201), tallies: [[201, 1, 0, 0, 0]] }))
    expect(now().messages).toHaveLength(200)
    expect(now()).toMatchObject({ from: 2, head: 201 })
    expect(c1.message('m2')).toBe(m2)
    expect(c1.message('m1')).toBeUndefined()
  })

  test('[CLT3] takes new, deleted and moved parts of a change, and forgets who is gone', async () => {
    const { c1, now, server, watching } = await bobsClient()
    await watching(2)
    server.last.say(
      change(2, 5, 3, {
        messages: [{ ...messagesUpTo(1)[0], deleted: true }, ...messagesUpTo(3, 3)],
        tallies: noneOf(messagesUpTo(3, 3)),
        people: [{ userId: 'bob', member: '1:*', delivered: '1:3', read: '1:2' }],
        gone: ['alice'],
      }),
    )
    expect(c1.message('m1')).toMatchObject({ deleted: true, overallStatus: null, totalRecipients: 0 })
    expect(now()).toMatchObject({ version: 5, head: 3 })
    expect(now().people).toEqual([
      {
        userId: 'bob',
        userName: 'BOB',
        userAvatarUrl: null,
        member: expect.anything(),
        delivered: [1, 3],
        read: [1, 2],
      },
    ])
    expect(c1.recipientsOf('m3')).toEqual([
      { userId: 'bob', userName: 'BOB', userAvatarUrl: null, status: 'delivered' },
    ])
    expect(c1.recipientsOf('m3')).toBe(c1.recipientsOf('m3'))
  })

  test('[CLT3] a listener that throws keeps nobody from hearing', async () => {
    const { c1, server, watching } = await bobsClient()
    await watching(1)
    const uncaught: unknown[] = []
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.once('uncaughtException', (error) => uncaught.push(error))
    let told = 0
    c1.subscribe(() => {
      throw new Error('mine')
    })
    c1.subscribe(() => {
      told += 1
    })
    server.last.say(change(1, 2, 1))
    await settled()
    for (const listener of listeners) process.on('uncaughtException', listener)
    expect([told, uncaught]).toEqual([1, [new Error('mine')]])
  })
})

describe('a change that does not fit', () => {
  test.each([
    ['older', 1],
    ['newer', 3],
  ])('[CLT3] because it is from a version that is %s is not applied: the view watches anew', async (_what, since) => {
    const { now, server, watching } = await bobsClient()
    await watching(2)
    const before = now()
    server.last.say(change(since, 9, 9), change(9, 10, 10))
    expect(now()).toBe(before)
    expect(server.last.of('watch')).toEqual([
      { type: 'watch', conversationId: 'c1' },
      { type: 'watch', conversationId: 'c1' },
    ])
    server.last.say(snapshot(4), change(4, 5, 5, { messages: messagesUpTo(5, 5) }))
    expect(now()).toMatchObject({ state: 'live', version: 5, head: 5 })
  })

  test('[CLT3] to what is not watched, or before its snapshot, does nothing', async () => {
    const { c1, client, now, server } = await bobsClient()
    c1.subscribe(() => {})
    server.last.say(welcome(), change(0, 1, 1), { ...snapshot(3), conversationId: 'c2' })
    expect(now().state).toBe('loading')
    expect(client.conversation('c2').getSnapshot().state).toBe('loading')
  })

  test('[CLT3] because something in it is broken is asked for again on the next connection', async () => {
    const { now, server, time, watching } = await bobsClient()
    await watching(2)
    server.last.say(change(2, 3, 3, { messages: messagesUpTo(3, 3), people: [{ userId: 'bob', member: 'x' }] }))
    await time.pass(125)
    server.last.say(welcome())
    expect(server.last.of('watch')).toMatchObject([{ since: { version: 2 } }])
    expect(now().version).toBe(2)
  })
})

describe('after a connection was cut', () => {
  test('[CLT3] goes on from the version that is held, with the very same window', async () => {
    const { now, server, time, watching } = await bobsClient()
    await watching(60)
    server.last.say(change(60, 61, 61, { messages: messagesUpTo(61, 61) }))
    server.last.end(1006)
    expect(now()).toMatchObject({ state: 'stale', version: 61 })
    await time.pass(125)
    server.last.say(welcome())
    expect(server.last.of('watch')).toEqual([
      { type: 'watch', conversationId: 'c1', from: 1, since: { epoch: 'e1', version: 61, names: true } },
    ])
    expect(now().state).toBe('stale')
    server.last.say(change(61, 61, 61))
    expect(now()).toMatchObject({ state: 'live', version: 61 })
  })

  test('[CLT3] a snapshot of another history voids what was held, its truth as well', async () => {
    const { now, server, time, watching } = await bobsClient()
    await watching(5)
    server.last.say(own(5, { revision: 9 }))
    server.last.end(1006)
    await time.pass(125)
    server.last.say(welcome({ epoch: 'e2' }))
    expect(server.last.of('watch')).toMatchObject([{ since: { epoch: 'e1', version: 5 } }])
    expect(now()).toMatchObject({ state: 'stale', version: 5 })
    server.last.say(snapshot(2, { epoch: 'e2' }), own(1, { revision: 1 }))
    expect(now()).toMatchObject({ state: 'live', version: 2, own: { unreadCount: 1 } })
  })

  test('[CLT3] a truth that began anew is taken when it was asked for, and not when it comes late', async () => {
    const { now, server, time, watching } = await bobsClient()
    await watching(5)
    server.last.say(own(5, { revision: 9 }), own(3, { revision: 8 }))
    expect(now().own?.unreadCount).toBe(5)
    server.last.end(1006)
    await time.pass(125)
    server.last.say(welcome(), change(5, 5, 5), own(1, { revision: 1 }))
    expect(now().own?.unreadCount).toBe(1)
  })

  test('[CLT3] goes on at the window that was asked for last, though the snapshot of the one before came after', async () => {
    const { c1, now, server, time, watching } = await bobsClient()
    await watching(200)
    c1.setWindow({ from: 100, to: 150 })
    server.last.say(snapshot(200, { to: 50, messages: messagesUpTo(50) }))
    server.last.end(1006)
    await time.pass(125)
    server.last.say(welcome())
    expect(server.last.of('watch')).toEqual([{ type: 'watch', conversationId: 'c1', from: 100, to: 150 }])
    server.last.say(change(200, 201, 201))
    expect(now()).toMatchObject({ state: 'stale', version: 200 })
    server.last.say(snapshot(201, { from: 100, to: 150, messages: messagesUpTo(150, 100) }))
    expect(now()).toMatchObject({ state: 'live', from: 100, to: 150 })
    expect(now().messages).toHaveLength(51)
  })

  test('[CLT3] what was waiting for a snapshot asks for one again, not for what came since', async () => {
    const { server, time, watching } = await bobsClient()
    await watching(5)
    server.last.say(change(7, 8, 8))
    server.last.end(1006)
    await time.pass(125)
    server.last.say(welcome())
    expect(server.last.of('watch')).toEqual([{ type: 'watch', conversationId: 'c1' }])
  })
})

describe('watching', () => {
  test('[CLT3] starts with the first subscriber and ends a moment after the last', async () => {
    const { c1, server, time } = await bobsClient()
    server.last.say(welcome())
    const [first, second] = [c1.subscribe(() => {}), c1.subscribe(() => {})]
    first()
    second()
    second()
    const third = c1.subscribe(() => {})
    await time.pass(2_000)
    expect(server.last.frames).toEqual([{ type: 'watch', conversationId: 'c1' }])
    third()
    await time.pass(1_000)
    expect(server.last.frames.at(-1)).toEqual({ type: 'unwatch', conversationId: 'c1' })
    expect(time.waiting).toBeLessThanOrEqual(2)
  })

  test('[CLT3] moves with the window', async () => {
    const { c1, now, server, watching } = await bobsClient()
    await watching(3)
    c1.setWindow({ from: 2, to: 3 })
    c1.setWindow({ from: 2, to: 3 })
    expect(server.last.of('watch').slice(1)).toEqual([{ type: 'watch', conversationId: 'c1', from: 2, to: 3 }])
    server.last.say(snapshot(3, { from: 2, to: 3, messages: messagesUpTo(3, 2) }))
    expect(now().messages.map(({ seq }) => seq)).toEqual([2, 3])
  })

  test('[CLT3] that is refused says why, and goes on where it may be later', async () => {
    const { now, server, time, watching } = await bobsClient()
    await watching(3)
    const refused = { type: 'refused', conversationId: 'c1', code: 'left_conversation', detail: 'Join.', retry: false }
    server.last.say({ ...refused, type: 'refused' })
    expect(now()).toMatchObject({ state: 'refused', messages: [], own: null })
    expect(now().refusal).toEqual({ code: 'left_conversation', detail: 'Join.' })
    await time.pass(10_000)
    expect(server.last.of('watch')).toHaveLength(1)
    server.last.say({ ...refused, type: 'refused', code: 'overloaded', retry: true, retryAfterMs: 700 })
    await time.pass(700)
    expect(server.last.of('watch')).toHaveLength(2)
    server.last.say(snapshot(3))
    expect(now()).toMatchObject({ state: 'live', refusal: null })
  })

  test('[CLT3] that is refused is asked for again by the same window, and once live it is not', async () => {
    const { c1, now, server, watching } = await bobsClient()
    await watching(3)
    c1.setWindow({})
    server.last.say({ type: 'refused', conversationId: 'c1', code: 'left_conversation', detail: 'Join.', retry: false })
    expect(now().state).toBe('refused')
    c1.setWindow({})
    expect(server.last.of('watch')).toHaveLength(2)
    server.last.say(snapshot(3), own(3))
    expect(now()).toMatchObject({ state: 'live', head: 3 })
    c1.setWindow({})
    expect(server.last.of('watch')).toHaveLength(2)
  })
})

describe('the inbox', () => {
  const part = (conversationId: string, unreadCount: number) => ({
    conversationId,
    unreadCount,
    firstUnreadMessageId: 'm1',
    lastReadMessageId: null,
    markedUnread: false,
  })

  test('[CLT3] holds all that was said, whole or in parts', async () => {
    const { client, server, time } = await bobsClient()
    const { inbox } = client
    const off = inbox.subscribe(() => {})
    server.last.say(welcome())
    const said = { type: 'inbox', unreadMessages: 5, unreadConversations: 2 } as const
    server.last.say({ ...said, whole: true, conversations: [part('c1', 2), part('c2', 3)] })
    const before = inbox.getSnapshot()
    expect(before).toMatchObject({ state: 'live', unreadMessages: 5, unreadConversations: 2 })
    const moved = { unreadMessages: 4, unreadConversations: 1, conversations: [part('c2', 4)], cleared: ['c1'] }
    server.last.say({ ...said, ...moved, whole: false })
    expect(inbox.getSnapshot().conversations).toEqual([part('c2', 4)])
    server.last.end(1006)
    expect(inbox.getSnapshot()).toMatchObject({ state: 'stale', unreadMessages: 4 })
    await time.pass(125)
    server.last.say(welcome())
    off()
    await time.pass(1_000)
    expect(server.last.of('inbox').map(({ on }) => on)).toEqual([true, false])
  })
})
