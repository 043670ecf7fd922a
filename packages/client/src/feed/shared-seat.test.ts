import { describe, expect, test } from 'vitest'
import { bobsClient } from '../../testing/bob-client.ts'
import { KeptStorage } from '../../testing/kept-storage.ts'
import { messagesUpTo, own, snapshot, welcome } from '../../testing/scripted-server.ts'
import { SimulatedBrowser } from '../../testing/simulated-tabs.ts'
import { settled } from '../../testing/virtual-time.ts'
import type { MarkOnTheWay } from '../marks/mark.ts'

const marked = (id: number) => ({ type: 'marked', id, delivered: '1:9', read: '1:9', version: 9, revision: 2 }) as const

/** A storage of which each call takes a moment, one after the other, as those of browsers do. */
class SlowStorage extends KeptStorage {
  #last: Promise<unknown> = Promise.resolve()

  override load(owner: string) {
    return this.#next(() => super.load(owner))
  }

  override save(owner: string, marks: readonly MarkOnTheWay[]) {
    const copy = structuredClone(marks)
    return this.#next(() => super.save(owner, copy))
  }

  #next<Result>(run: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(settled).then(settled).then(settled).then(run)
    this.#last = done
    return done
  }
}

/** All that a slow storage was asked for is done. */
const stored = async (): Promise<void> => {
  for (let i = 0; i < 30; i += 1) await settled()
}

/** Tabs of one browser, each with a number from a row so that their names differ. */
function browserOfBob(storage = new KeptStorage()) {
  const browser = new SimulatedBrowser()
  let count = 0
  const open = async (over: object = {}) => {
    const { tabs, kill } = browser.openTab()
    count += 1
    const chance = count / 100
    const tab = await bobsClient({ tabs, storage, random: () => chance, ...over })
    await settled()
    return { ...tab, kill }
  }
  return { open, storage }
}

describe('tabs of one user', () => {
  test('[CLT7] share one connection: all see what is watched, whoever watches', async () => {
    const { open } = browserOfBob()
    const [first, second] = [await open(), await open()]
    second.c1.subscribe(() => {})
    await settled()
    first.server.last.say(welcome(), snapshot(3), own(3))
    await settled()
    expect(second.server.calls).toHaveLength(0)
    expect(second.now()).toMatchObject({ state: 'live', head: 3, own: { unreadCount: 3 } })
    expect(second.client.connection.getSnapshot()).toEqual({ state: 'open' })
    expect(first.now().state).toBe('loading')
    first.c1.subscribe(() => {})
    expect(first.now()).toMatchObject({ state: 'live', head: 3 })
    expect(first.server.last.of('watch')).toHaveLength(1)
  })

  test('[CLT7] of which one is refused for good do without it: the next connects with its own token', async () => {
    const { open } = browserOfBob()
    const [first, second] = [await open(), await open()]
    second.c1.subscribe(() => {})
    await settled()
    first.server.last.end(4501)
    await settled()
    expect(first.client.connection.getSnapshot()).toEqual({ state: 'closed', reason: 'refused', code: 4501 })
    second.server.last.say(welcome(), snapshot(3), own(3))
    await settled()
    expect(second.client.connection.getSnapshot()).toEqual({ state: 'open' })
    expect(second.now()).toMatchObject({ state: 'live', head: 3 })
    expect(first.client.connection.getSnapshot().state).toBe('closed')
    expect(first.server.calls).toHaveLength(1)
  })

  test('[CLT7] of which one is refused for good keep their marks, whatever is marked in that one', async () => {
    const { open } = browserOfBob()
    const [first, second] = [await open(), await open()]
    first.server.last.end(4501)
    await settled()
    second.client.conversation('c2').markRead({ messageId: 'm2' })
    await settled()
    first.c1.markRead({ messageId: 'm1' })
    await settled()
    second.kill()
    const third = await open()
    third.server.last.say(welcome())
    expect(third.server.last.of('mark')).toMatchObject([{ conversationId: 'c2', messageIds: ['m2'] }])
  })

  test('[CLT7] hear in order what a listener of the one that holds the connection does at once', async () => {
    const { open } = browserOfBob()
    const [first, second] = [await open(), await open()]
    second.c1.subscribe(() => {})
    await first.watching(1)
    first.c1.subscribe(() => {
      if (first.now().head === 2 && first.now().own?.unreadCount !== 0) first.c1.markRead({ upToMessageId: 'm2' })
    })
    const messages = messagesUpTo(2, 2)
    first.server.last.say({ type: 'change', conversationId: 'c1', since: 1, version: 2, head: 2, messages })
    await settled()
    for (const tab of [first, second]) expect(tab.now().own).toMatchObject({ read: [1, 2], unreadCount: 0 })
  })

  test('[CLT7] that follow the inbox while the connection is gone are not told that it is live', async () => {
    const { open } = browserOfBob()
    const [first, second] = [await open(), await open()]
    first.client.inbox.subscribe(() => {})
    const said = { unreadMessages: 3, unreadConversations: 1, conversations: [] }
    first.server.last.say(welcome(), { type: 'inbox', whole: true, ...said })
    first.server.last.end(1006)
    second.client.inbox.subscribe(() => {})
    await settled()
    for (const { client } of [first, second])
      expect(client.inbox.getSnapshot()).toMatchObject({ state: 'stale', unreadMessages: 3 })
  })

  test('[CLT7] mark through the one that holds the connection, and see it', async () => {
    const { open } = browserOfBob()
    const [first, second] = [await open(), await open()]
    second.c1.subscribe(() => {})
    await first.watching(9)
    second.c1.markRead({ upToMessageId: 'm4' })
    await settled()
    expect(first.server.last.of('mark')).toMatchObject([{ kind: 'read', seqs: '1:4' }])
    for (const tab of [first, second]) expect(tab.now().own).toMatchObject({ unreadCount: 5 })
    expect(second.client.outbox.getSnapshot()).toBe(1)
    const refusal = { type: 'refused', id: 1, code: 'too_many_gaps', detail: '', retry: false } as const
    first.server.last.say(refusal)
    await settled()
    expect([first.refused.length, second.refused.length]).toEqual([1, 1])
    expect(second.now().own).toMatchObject({ unreadCount: 9 })
  })

  test('[CLT7] watch one window that holds those of all, and each sees its own', async () => {
    const { open } = browserOfBob()
    const [first, second] = [await open(), await open()]
    await first.watching(100)
    first.c1.setWindow({ from: 60 })
    first.server.last.say(snapshot(100, { from: 60, messages: messagesUpTo(100, 60) }))
    second.client.conversation('c1', { from: 10, to: 20 }).subscribe(() => {})
    await settled()
    expect(first.server.last.of('watch').at(-1)).toEqual({ type: 'watch', conversationId: 'c1', from: 10 })
    first.server.last.say(snapshot(100, { from: 10, messages: messagesUpTo(100, 10) }))
    await settled()
    expect(first.now().messages[0]).toMatchObject({ seq: 60 })
    expect(second.now().messages.map(({ seq }) => seq)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
  })

  test('[CLT7] watch the window that was asked for last, where theirs lie too far apart for one', async () => {
    const { open } = browserOfBob()
    const [first, second] = [await open(), await open()]
    await first.watching(1_000)
    second.client.conversation('c1', { from: 10, to: 20 }).subscribe(() => {})
    await settled()
    const watched = () => first.server.last.of('watch').at(-1)
    expect(watched()).toEqual({ type: 'watch', conversationId: 'c1', from: 10, to: 20 })
    first.c1.setWindow({ from: 900 })
    await settled()
    expect(watched()).toEqual({ type: 'watch', conversationId: 'c1', from: 900 })
    first.server.last.say(snapshot(1_000, { from: 900, messages: messagesUpTo(1_000, 900) }))
    await settled()
    expect([first.now().messages.length, second.now().messages]).toEqual([101, []])
  })

  test('[CLT7] of other users have connections of their own', async () => {
    const { open } = browserOfBob()
    const [bob, carol] = [await open(), await open({ userId: 'carol' })]
    expect([bob.server.calls.length, carol.server.calls.length]).toEqual([1, 1])
  })

  test('[CLT7] have a connection each where there are no locks and channels', async () => {
    const { open } = browserOfBob()
    const tabs = [await open({ tabs: undefined }), await open({ tabs: undefined })]
    expect(tabs.map(({ server }) => server.calls.length)).toEqual([1, 1])
  })
})

describe('when the tab that holds the connection ends', () => {
  test('[CLT7] another takes over: it watches again, and sends what was not answered', async () => {
    const { open } = browserOfBob()
    const [first, second, third] = [await open(), await open(), await open()]
    await first.watching(9)
    for (const tab of [second, third]) tab.c1.subscribe(() => {})
    second.c1.markRead({ upToMessageId: 'm4' })
    third.c1.markRead({ messageId: 'm6' })
    await settled()
    first.kill()
    await settled()
    expect([second.server.calls.length, third.server.calls.length]).toEqual([1, 0])
    expect(third.now()).toMatchObject({ head: 9 })
    second.server.last.say(welcome())
    expect(second.server.last.frames).toMatchObject([{ type: 'watch' }, { type: 'mark', seqs: '1:4,6' }])
    second.server.last.say(snapshot(10), own(10), marked(1), own(1, { revision: 2, read: '1:9', delivered: '1:9' }))
    await settled()
    for (const tab of [second, third]) {
      expect(tab.now()).toMatchObject({ state: 'live', head: 10, own: { unreadCount: 1 } })
      expect(tab.client.outbox.getSnapshot()).toBe(0)
    }
  })

  test('[CLT7] what was asked while nobody held it is not lost', async () => {
    const { open } = browserOfBob(new KeptStorage())
    const [first, second] = [await open(), await open()]
    first.kill()
    second.c1.markRead({ messageId: 'm1' })
    second.c1.subscribe(() => {})
    await settled()
    second.server.last.say(welcome())
    expect(second.server.last.frames).toMatchObject([{ type: 'watch' }, { type: 'mark', messageIds: ['m1'] }])
    expect(second.server.last.of('mark')).toHaveLength(1)
  })

  test('[CLT7] by its own will, it is the same', async () => {
    const { open } = browserOfBob()
    const [first, second] = [await open(), await open()]
    first.client.close()
    await settled()
    expect(first.server.last.isClosed).toBe(true)
    second.server.last.say(welcome())
    await settled()
    expect(second.client.connection.getSnapshot()).toEqual({ state: 'open' })
  })

  test('[CLT7] by its own will, what was marked last is stored before another takes over', async () => {
    const { open, storage } = browserOfBob(new SlowStorage())
    const [first, second] = [await open(), await open()]
    await stored()
    first.c1.markRead({ messageId: 'm1' })
    await settled()
    first.client.conversation('c2').markRead({ messageId: 'm2' })
    first.client.close()
    await stored()
    expect(storage.size).toBe(2)
    second.server.last.say(welcome())
    expect(second.server.last.of('mark').map(({ conversationId }) => conversationId)).toEqual(['c1', 'c2'])
  })

  test('[CLT7] by its own will, before it has loaded, what was marked in it is stored too', async () => {
    const { open } = browserOfBob(new SlowStorage())
    const first = await open()
    first.c1.markRead({ messageId: 'm1' })
    first.client.close()
    const second = await open()
    await stored()
    second.server.last.say(welcome())
    expect(second.server.last.of('mark')).toMatchObject([{ conversationId: 'c1', messageIds: ['m1'] }])
  })

  test('[CLT7] what is done in it afterwards does nothing, and does not throw', async () => {
    const { open } = browserOfBob()
    const tabs = [await open(), await open()]
    for (const { client } of [...tabs].reverse()) client.close()
    await settled()
    for (const { client, c1 } of tabs) {
      c1.subscribe(() => {})
      client.inbox.subscribe(() => {})
      c1.setWindow({ from: 1, to: 2 })
      c1.markRead({ messageId: 'm1' })
    }
    await settled()
    expect(tabs.map(({ server }) => server.calls.length)).toEqual([1, 0])
  })
})

describe('when another tab ends', () => {
  test('[CLT7] the window of those that stay is watched again', async () => {
    const { open } = browserOfBob()
    const [first, second] = [await open(), await open()]
    await first.watching(1_000)
    first.c1.setWindow({ from: 900 })
    first.server.last.say(snapshot(1_000, { from: 900, messages: messagesUpTo(1_000, 900) }))
    second.client.conversation('c1', { from: 10, to: 20 }).subscribe(() => {})
    await settled()
    first.server.last.say(snapshot(1_000, { from: 10, to: 20, messages: messagesUpTo(20, 10) }))
    second.kill()
    await settled()
    expect(first.server.last.of('watch').at(-1)).toEqual({ type: 'watch', conversationId: 'c1', from: 900 })
    expect(first.server.last.of('unwatch')).toEqual([])
  })

  test('[CLT7] what only that one watched is watched no more', async () => {
    const { open } = browserOfBob()
    const [first, second] = [await open(), await open()]
    first.server.last.say(welcome())
    second.c1.subscribe(() => {})
    second.client.inbox.subscribe(() => {})
    await settled()
    expect(first.server.last.frames).toMatchObject([{ type: 'watch' }, { type: 'inbox', on: true }])
    second.kill()
    await settled()
    expect(first.server.last.frames.slice(2)).toMatchObject([{ type: 'unwatch' }, { type: 'inbox', on: false }])
  })
})
