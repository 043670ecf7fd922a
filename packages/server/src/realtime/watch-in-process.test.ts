import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { codeOf, openChat } from '../../testing/chat.ts'
import { HeldPicture } from '../../testing/held-picture.ts'
import { FeedConnection } from './feed-connection.ts'
import type { WatchEvent } from './watch-in-process.ts'

/** Waits for what comes in real time, and not longer than it takes. */
async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !isSo(); i += 1) await wait(5)
  expect(isSo()).toBe(true)
}

describe('watch() of the library', () => {
  test('[CON9] hears a snapshot, changes and its viewer’s own truth', async () => {
    await using chat = await openChat()
    await chat.post('alice', 2)
    const heard: WatchEvent[] = []
    const stop = chat.tallymark.watch({ conversationId: 'c1', viewerId: 'bob' }, (event) => heard.push(event))
    await until(() => heard.length >= 2)
    expect(heard.map(({ type }) => type)).toEqual(['snapshot', 'own'])
    await chat.read('bob', { upToMessageId: 'm2' })
    await chat.post('alice')
    await until(() => HeldPicture.of(heard).head === 3 && HeldPicture.of(heard).own?.unreadCount === 1)
    expect(HeldPicture.of(heard).picture.tallies).toEqual([
      [1, 2, 1, 1, 0],
      [2, 2, 1, 1, 0],
      [3, 2, 0, 0, 0],
    ])
    expect(HeldPicture.of(heard).own).toMatchObject({ read: '1:2', firstUnreadMessageId: 'm3' })
    const { length } = heard
    stop()
    stop()
    await chat.post('alice')
    await wait(80)
    expect(heard).toHaveLength(length)
  })

  test('[LIB3] tells every listener the same, whatever another does to it', async () => {
    const faults: unknown[] = []
    await using chat = await openChat(['alice', 'bob'], {}, { onFault: (fault) => faults.push(fault) })
    await chat.post('alice', 2)
    const watch = (listener: (event: WatchEvent) => void) =>
      chat.tallymark.watch({ conversationId: 'c1', viewerId: 'alice' }, listener)
    let isDone = false
    watch((event) => {
      if (event.type !== 'snapshot') return
      isDone = true
      ;(event.tallies as unknown[]).length = 0
    })
    await until(() => isDone)
    const heard: WatchEvent[] = []
    watch((event) => heard.push(event))
    await until(() => heard.length >= 2)
    expect(HeldPicture.of(heard).picture.tallies).toHaveLength(2)
    expect(faults).toEqual([expect.any(TypeError)])
  })

  test('[CON9] without a viewer hears what the chat itself may see, through the window it names', async () => {
    await using chat = await openChat(['alice', 'bob'], { visibility: 'sender' })
    await chat.post('alice', 5)
    await chat.read('bob', { upToMessageId: 'm5' })
    const heard: WatchEvent[] = []
    chat.tallymark.watch({ conversationId: 'c1', from: 2, to: 3 }, (event) => heard.push(event))
    await until(() => heard.length > 0)
    expect(heard).toMatchObject([
      {
        type: 'snapshot',
        from: 2,
        to: 3,
        tallies: [
          [2, 1, 1, 1, 0],
          [3, 1, 1, 1, 0],
        ],
      },
    ])
  })

  test('[CON9, FED12] is refused once where its viewer is not in, and that is the end of it', async () => {
    const ended = vi.spyOn(FeedConnection.prototype, 'ended')
    await using chat = await openChat()
    const heard: WatchEvent[] = []
    chat.tallymark.watch({ conversationId: 'c1', viewerId: 'mallory' }, (event) => heard.push(event))
    await until(() => heard.length > 0)
    expect(heard).toMatchObject([{ type: 'refused', code: 'not_a_participant' }])
    expect(ended).toHaveBeenCalledTimes(1)
    ended.mockRestore()
  })

  test.each([
    ['no conversation', { conversationId: '' }],
    ['a window that ends before it begins', { conversationId: 'c1', from: 3, to: 2 }],
    ['an end alone', { conversationId: 'c1', to: 2 }],
    ['a field that is not known', { conversationId: 'c1', since: {} }],
    ['a seq of 0', { conversationId: 'c1', from: 0 }],
  ])('[CON9] with %s throws', async (_what, input) => {
    await using chat = await openChat()
    const watching = async () => chat.tallymark.watch(input, () => undefined)
    expect(await codeOf(watching())).toBe('invalid_input')
  })

  test('[CON9] what a listener throws is reported, and keeps nothing from the others', async () => {
    const faults: unknown[] = []
    await using chat = await openChat(['alice', 'bob'], {}, { onFault: (fault) => faults.push(fault) })
    const heard: WatchEvent[] = []
    const broken = new Error('a listener broke')
    const watch = (viewerId: string, listener: (event: WatchEvent) => void) =>
      chat.tallymark.watch({ conversationId: 'c1', viewerId }, listener)
    watch('alice', () => {
      throw broken
    })
    watch('bob', (event) => heard.push(event))
    await until(() => heard.length >= 2)
    await chat.post('alice')
    await until(() => HeldPicture.of(heard).head === 1)
    expect(new Set(faults)).toEqual(new Set([broken]))
  })

  test('[CON9] ends with the library', async () => {
    const chat = await openChat()
    const heard: WatchEvent[] = []
    chat.tallymark.watch({ conversationId: 'c1' }, (event) => heard.push(event))
    await until(() => heard.length > 0)
    await chat[Symbol.asyncDispose]()
    expect(heard.map(({ type }) => type)).toEqual(['snapshot'])
  })
})
