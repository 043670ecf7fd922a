import { EMPTY, ID_MAX_LENGTH } from '@tallymark/core'
import { describe, expect, test } from 'vitest'
import { bobsClient } from '../../testing/bob-client.ts'
import { KeptStorage } from '../../testing/kept-storage.ts'
import { own, snapshot, welcome } from '../../testing/scripted-server.ts'
import { settled } from '../../testing/virtual-time.ts'
import type { MarkOnTheWay } from './mark.ts'

const marked = (id: number, read: string, revision = 2) =>
  ({ type: 'marked', id, delivered: read, read, version: 99, revision }) as const
const refused = (id: number, code: string, over: object = {}) =>
  ({ type: 'refused', id, code, detail: 'No.', retry: false, ...over }) as const

describe('a mark shows at once', () => {
  test('[CLT4] in one’s own sets and counts, before anything is answered', async () => {
    const { c1, now, watching } = await bobsClient()
    await watching(9)
    c1.markRead({ upToMessageId: 'm4' })
    expect(now().own).toMatchObject({
      read: [1, 4],
      delivered: [1, 4],
      unreadCount: 5,
      firstUnreadMessageId: 'm5',
      lastReadMessageId: 'm4',
    })
    c1.markUnread({ fromMessageId: 'm3' })
    expect(now().own).toMatchObject({
      read: [1, 4],
      reopened: [3, 4],
      unreadCount: 7,
      firstUnreadMessageId: 'm3',
      markedUnread: true,
    })
    c1.markRead({ seqs: '1:9' })
    expect(now().own).toMatchObject({ unreadCount: 0, firstUnreadMessageId: null, markedUnread: false })
  })

  test('[FED10] of one who was erased, and came anew while the connection was lost, is of no mark that was made before', async () => {
    const { c1, now, server, time, watching } = await bobsClient()
    await watching(9)
    c1.markRead({ upToMessageId: 'm4' })
    server.last.say(marked(1, '1:4'))
    expect(now().own).toMatchObject({ read: [1, 4] })
    server.last.end(1006)
    await time.pass(125)
    server.last.say(welcome(), snapshot(9), own(9))
    expect(now().own).toMatchObject({ read: [], unreadCount: 9 })
  })

  test('[CLT4] counts what is off the screen as the server did, until all is read', async () => {
    const { c1, now, server, watching } = await bobsClient()
    await watching(3)
    const messages = snapshot(3).messages.map((message) => ({ ...message, seq: message.seq + 300 }))
    server.last.say(snapshot(303, { from: 301, messages, tallies: [] }), own(303, { firstUnreadMessageId: 'm0' }))
    c1.markRead({ messageId: 'm3' })
    expect(now().own).toMatchObject({ unreadCount: 302, firstUnreadMessageId: 'm0' })
    c1.markRead({ upToMessageId: 'm3' })
    expect(now().own).toMatchObject({ unreadCount: 0, firstUnreadMessageId: null })
  })

  test('[CLT4] does not flicker between its answer and what the server says next, nor moves the version', async () => {
    const { c1, client, now, server, watching } = await bobsClient()
    await watching(9)
    c1.markRead({ upToMessageId: 'm9' })
    const counts: unknown[] = []
    c1.subscribe(() => counts.push(now().own?.unreadCount))
    server.last.say(marked(1, '1:9', 2))
    expect(client.outbox.getSnapshot()).toBe(0)
    expect(now()).toMatchObject({ version: 9, own: { unreadCount: 0, read: [1, 9] } })
    server.last.say(own(0, { revision: 2, read: '1:9', delivered: '1:9', lastReadMessageId: 'm9' }))
    expect(now().own).toMatchObject({ unreadCount: 0, lastReadMessageId: 'm9' })
    server.last.say(own(9, { revision: 1 }))
    expect(now().own).toMatchObject({ unreadCount: 0 })
    expect(counts.filter((count) => count !== 0)).toEqual([])
  })

  test('[CLT4] of what is not on the screen is sent by name', async () => {
    const { client, server } = await bobsClient()
    server.last.say(welcome())
    const c2 = client.conversation('c2')
    c2.markRead({ upToMessageId: 'm7', private: true })
    c2.markDelivered({ messageIds: ['m1', 'm2'], private: true })
    c2.markRead({ seqs: '1:3', private: true })
    await settled()
    const mark = { type: 'mark', conversationId: 'c2', private: true }
    expect(server.last.frames).toEqual([
      { ...mark, id: 1, kind: 'read', upToMessageId: 'm7' },
      { ...mark, id: 2, kind: 'delivered', messageIds: ['m1', 'm2'] },
      { ...mark, id: 3, kind: 'read', seqs: '1:3' },
    ])
    expect(() => c2.markRead({ seqs: '3:1' })).toThrow(RangeError)
  })
})

describe('merging', () => {
  test('[CLT4] what is marked while a mark is on its way goes as one, and the answer settles only what was sent', async () => {
    const { c1, client, server, watching } = await bobsClient()
    await watching(9)
    for (const messageId of ['m1', 'm2', 'm3', 'm5', 'm2']) c1.markRead({ messageId })
    expect(server.last.of('mark')).toMatchObject([{ id: 1, seqs: '1' }])
    server.last.say(marked(1, '1'))
    expect(server.last.of('mark').slice(1)).toMatchObject([{ id: 2, seqs: '2:3,5' }])
    expect(client.outbox.getSnapshot()).toBe(1)
    server.last.say(marked(2, '1:3,5', 3))
    expect(client.outbox.getSnapshot()).toBe(0)
    expect(server.last.of('mark')).toHaveLength(2)
  })

  test('[CLT4] never over a mark as unread, and never a shown one before a private one', async () => {
    const { c1, server, watching } = await bobsClient()
    await watching(9)
    c1.markRead({ messageId: 'm1' })
    c1.markUnread({ fromMessageId: 'm1' })
    c1.markRead({ messageId: 'm1', private: true })
    c1.markRead({ upToMessageId: 'm2' })
    c1.markDelivered({ upToMessageId: 'm3' })
    const sent = (): readonly unknown[] => server.last.frames.slice(1)
    expect(sent()).toMatchObject([{ type: 'mark', seqs: '1' }])
    server.last.say(marked(1, '1'))
    expect(sent().slice(1)).toEqual([{ type: 'markUnread', id: 2, conversationId: 'c1', fromMessageId: 'm1' }])
    server.last.say(marked(2, '1', 3))
    expect(sent().slice(2)).toMatchObject([{ id: 3, seqs: '1', private: true }])
    server.last.say(marked(3, '1', 4))
    expect(sent().slice(3)).toMatchObject([
      { id: 4, kind: 'read', seqs: '1:2' },
      { id: 5, kind: 'delivered', seqs: '1:3' },
    ])
  })

  test('[CLT4] at most 32 at once and in a second; no frame is longer than a server takes', async () => {
    const { client, server, time } = await bobsClient()
    server.last.say(welcome())
    for (let i = 0; i < 100; i += 1) client.conversation(`c${i}`).markRead({ messageId: 'm1' })
    await settled()
    expect(server.last.of('mark')).toHaveLength(32)
    server.last.say(...server.last.of('mark').map(({ id }) => marked(id, '1')))
    expect(server.last.of('mark')).toHaveLength(32)
    await time.pass(1_000)
    expect(server.last.of('mark')).toHaveLength(64)
    const seqs = Array.from({ length: 3_000 }, (_, i) => 1_000_000_000 + 2 * i).join(',')
    const { c1, server: another, watching } = await bobsClient()
    await watching(3)
    another.last.say(snapshot(3, { head: 2_000_000_000, messages: [], tallies: [], people: null }))
    c1.markRead({ seqs })
    for (let id = 1; another.last.of('mark').length === id && id < 9; id += 1) another.last.say(marked(id, ''))
    const sent = another.last.of('mark').map((mark) => mark.seqs as string)
    expect(sent.join(',')).toBe(seqs)
    expect(Math.max(...sent.map((text) => text.length))).toBeLessThanOrEqual(16_384)
  })

  test('[CLT4] ids in as many frames as it takes, each short enough though all of it is escaped', async () => {
    const escaped = (number: number): string =>
      number
        .toString(16)
        .padStart(ID_MAX_LENGTH, '0')
        .replace(/./g, (digit) => String.fromCharCode(16 + Number.parseInt(digit, 16)))
    const messageIds = Array.from({ length: 1_000 }, (_, i) => escaped(i))
    const { client, server } = await bobsClient()
    server.last.say(welcome())
    client.conversation(escaped(0)).markRead({ messageIds })
    await settled()
    for (let id = 1; id <= server.last.frames.length; id += 1) server.last.say(marked(id, ''))
    expect(server.last.of('mark').flatMap((mark) => mark.messageIds ?? [])).toEqual(messageIds)
    const bytes = server.last.frames.map((frame) => Buffer.byteLength(JSON.stringify(frame)))
    expect(Math.max(...bytes)).toBeLessThanOrEqual(65_536)
    expect(client.outbox.getSnapshot()).toBe(0)
  })

  test('[CLT4] a set of many ranges too, where it is not known which messages there are', async () => {
    const seqs = Array.from({ length: 5_000 }, (_, i) => 2 * i + 1).join(',')
    const { c1, client, server } = await bobsClient()
    server.last.say(welcome())
    c1.markRead({ seqs })
    await settled()
    for (let id = 1; server.last.frames.length === id; id += 1) server.last.say(marked(id, ''))
    const sent = server.last.of('mark').map((mark) => mark.seqs as string)
    expect(sent.join(',')).toBe(seqs)
    expect(Math.max(...sent.map((text) => text.length))).toBeLessThanOrEqual(16_384)
    expect(client.outbox.getSnapshot()).toBe(0)
  })
})

describe('a mark is sent again until it is answered', () => {
  test('[CLT4] after the connection was lost', async () => {
    const { c1, client, server, time, watching } = await bobsClient()
    await watching(9)
    c1.markRead({ upToMessageId: 'm4' })
    server.last.end(1006)
    c1.markRead({ messageId: 'm6' })
    await time.pass(125)
    server.last.say(welcome())
    expect(server.last.of('mark')).toMatchObject([{ id: 2, seqs: '1:4,6' }])
    server.last.say(marked(1, '1:4'))
    expect(client.outbox.getSnapshot()).toBe(1)
    server.last.say(marked(2, '1:4,6'))
    expect(client.outbox.getSnapshot()).toBe(0)
  })

  test('[CLT4] after a reload, from the storage, once; under its user’s name only', async () => {
    const storage = new KeptStorage()
    const first = await bobsClient({ storage })
    await first.watching(9)
    first.c1.markRead({ upToMessageId: 'm4' })
    first.c1.markUnread({ fromMessageId: 'm2' })
    await settled()
    first.client.close()
    const carols = await bobsClient({ storage, userId: 'carol' })
    carols.server.last.say(welcome({ userId: 'carol' }))
    await settled()
    expect(carols.server.last.frames).toEqual([])
    const again = await bobsClient({ storage })
    again.c1.markRead({ messageId: 'm9' })
    await again.watching(9)
    expect(again.now().own).toMatchObject({ read: [1, 4, 9, 9], reopened: [2, 4], unreadCount: 7 })
    for (const id of [1, 2, 3]) again.server.last.say(marked(id, '1:4'))
    expect(again.server.last.frames.filter(({ type }) => type !== 'watch')).toMatchObject([
      { seqs: '1:4' },
      { type: 'markUnread', fromMessageId: 'm2' },
      { messageIds: ['m9'] },
    ])
    await settled()
    expect(storage.size).toBe(0)
  })

  test('[CLT4] not before all that was stored is known, so that the order stays', async () => {
    const { promise, resolve } = Promise.withResolvers<readonly MarkOnTheWay[]>()
    const { c1, server } = await bobsClient({ storage: { load: () => promise, save: async () => {} } })
    c1.markRead({ messageId: 'm2' })
    server.last.say(welcome())
    await settled()
    expect(server.last.frames).toEqual([])
    const target = { fromMessageId: 'm1' }
    resolve([{ number: 7, conversationId: 'c1', kind: 'unread', isPrivate: false, seqs: EMPTY, isAlone: true, target }])
    await settled()
    expect(server.last.frames).toMatchObject([{ type: 'markUnread' }])
    server.last.say(marked(1, ''))
    expect(server.last.frames.slice(1)).toMatchObject([{ type: 'mark', messageIds: ['m2'] }])
  })

  test('[CLT4] where the storage fails or hangs, from memory', async () => {
    const failing = { load: async () => Promise.reject(new Error('no')), save: async () => Promise.reject(new Error()) }
    const hanging = { load: () => new Promise<never>(() => {}), save: () => new Promise<never>(() => {}) }
    for (const storage of [failing, hanging]) {
      const { c1, server, time, client } = await bobsClient({ storage })
      c1.markRead({ messageId: 'm1' })
      server.last.say(welcome())
      await time.pass(3_000)
      expect(server.last.of('mark')).toHaveLength(1)
      server.last.say(marked(1, '1'))
      expect(client.outbox.getSnapshot()).toBe(0)
    }
  })

  test('[CLT4] where what was stored could not be loaded, which is left for a later client', async () => {
    const storage = new KeptStorage()
    const first = await bobsClient({ storage })
    first.c1.markRead({ messageId: 'm1' })
    await settled()
    first.client.close()
    const failing = { load: () => Promise.reject(new Error('no')), save: storage.save.bind(storage) }
    const second = await bobsClient({ storage: failing })
    second.c1.markRead({ messageId: 'm2' })
    second.server.last.say(welcome())
    await settled()
    expect(second.server.last.of('mark')).toMatchObject([{ messageIds: ['m2'] }])
    second.server.last.say(marked(1, '2'))
    await settled()
    second.client.close()
    const third = await bobsClient({ storage })
    third.server.last.say(welcome())
    await settled()
    expect(third.server.last.of('mark')).toMatchObject([{ messageIds: ['m1'] }])
  })

  test('[CLT4] after it was refused for now: when the server says, or later and later', async () => {
    const { c1, server, time, watching } = await bobsClient()
    await watching(9)
    c1.markRead({ messageId: 'm1' })
    server.last.say(refused(1, 'overloaded', { retry: true, retryAfterMs: 400 }))
    c1.markRead({ messageId: 'm2' })
    await time.pass(399)
    expect(server.last.of('mark')).toHaveLength(1)
    await time.pass(1)
    expect(server.last.of('mark')[1]).toMatchObject({ id: 2, seqs: '1:2' })
    server.last.say(refused(2, 'overloaded', { retry: true }))
    await time.pass(249)
    expect(server.last.of('mark')).toHaveLength(2)
    await time.pass(1)
    expect(server.last.of('mark')).toHaveLength(3)
  })
})

describe('a mark is given up', () => {
  test('[CLT5] only on a final refusal: it is taken back, and the application hears', async () => {
    const bob = await bobsClient()
    await bob.watching(9)
    bob.c1.markRead({ upToMessageId: 'm4' })
    bob.server.last.say(refused(1, 'too_many_gaps'))
    expect(bob.refused).toMatchObject([
      { mark: { conversationId: 'c1', kind: 'read', seqs: [1, 4] }, code: 'too_many_gaps', detail: 'No.' },
    ])
    expect(bob.now().own).toMatchObject({ unreadCount: 9, read: [] })
    expect(bob.client.outbox.getSnapshot()).toBe(0)
  })

  test('[CLT5] without what was marked meanwhile, and without its neighbours', async () => {
    const bob = await bobsClient()
    await bob.watching(9)
    bob.c1.markRead({ messageId: 'mX' })
    bob.c1.markRead({ messageId: 'm1' })
    bob.c1.markRead({ messageId: 'm2' })
    bob.server.last.say(refused(1, 'unknown_message'), refused(2, 'outside_membership'))
    expect(bob.server.last.of('mark').slice(2)).toMatchObject([{ id: 3, seqs: '2' }])
    expect(bob.refused.map(({ code }) => code)).toEqual(['unknown_message', 'outside_membership'])
    bob.server.last.say(marked(3, '2'))
    expect(bob.now().own).toMatchObject({ read: [2, 2] })
  })
})

describe('what arrives', () => {
  test('[CLT6] is marked as delivered by itself, in one batch up to the head', async () => {
    const { server, time, watching } = await bobsClient({ delivered: 'auto' })
    await watching(3)
    server.last.say({ type: 'change', conversationId: 'c1', since: 3, version: 4, head: 5, messages: [] })
    await time.pass(249)
    expect(server.last.of('mark')).toEqual([])
    await time.pass(1)
    expect(server.last.of('mark')).toEqual([
      { type: 'mark', id: 1, conversationId: 'c1', kind: 'delivered', seqs: '1:5' },
    ])
  })

  test('[CLT6] not what one was not there for, has already, reads meanwhile, or sent', async () => {
    const { c1, server, time, watching } = await bobsClient({ delivered: 'auto' })
    await watching(9)
    server.last.say(own(5, { revision: 2, member: '3:*', delivered: '3:6' }))
    c1.markRead({ messageId: 'm7' })
    await time.pass(250)
    expect(server.last.of('mark').slice(1)).toMatchObject([{ kind: 'delivered', seqs: '8:9' }])
    const mine = { seq: 10, messageId: 'm10', senderId: 'bob' }
    server.last.say({ type: 'change', conversationId: 'c1', since: 9, version: 10, head: 10, messages: [mine] })
    server.last.say(marked(1, '7'), marked(2, '3:9', 3), own(0, { revision: 3, member: '3:*', delivered: '3:9' }))
    await time.pass(1_000)
    expect(server.last.of('mark')).toHaveLength(2)
  })

  test('[CLT6] is not marked again and again where that is refused', async () => {
    const { server, time, watching, refused: given } = await bobsClient({ delivered: 'auto' })
    await watching(3)
    await time.pass(250)
    server.last.say(refused(1, 'too_many_gaps'), own(3, { revision: 2 }))
    await time.pass(1_000)
    expect(server.last.of('mark')).toHaveLength(1)
    expect(given).toHaveLength(1)
  })

  test('[CLT6] is marked anew where the conversation was gone and another of its id is there', async () => {
    const { server, time, watching } = await bobsClient({ delivered: 'auto' })
    await watching(3)
    await time.pass(250)
    const gone = {
      type: 'refused',
      conversationId: 'c1',
      code: 'not_a_participant',
      detail: 'No.',
      retry: false,
    } as const
    server.last.say(marked(1, '1:3'), gone, snapshot(3, { epoch: 'e2' }), own(3))
    await time.pass(250)
    expect(server.last.of('mark').slice(1)).toMatchObject([{ kind: 'delivered', seqs: '1:3' }])
  })

  test('[CLT6] is left to the application where it says so', async () => {
    const { c1, server, time, watching } = await bobsClient({ delivered: 'manual' })
    await watching(3)
    await time.pass(1_000)
    expect(server.last.of('mark')).toEqual([])
    c1.markDelivered({ upToMessageId: 'm3' })
    expect(server.last.of('mark')).toMatchObject([{ kind: 'delivered', seqs: '1:3' }])
  })
})
