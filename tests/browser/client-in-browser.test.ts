import type { Client, ClientOptions } from '@tallymark/client'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { openChromium } from './chromium.ts'
import { FrameServer } from './frame-server.ts'

/** What the page that is served holds, as far as the tests use it. */
interface PageOfBob {
  readonly location: { readonly origin: string }
  createClient?(options: ClientOptions): Client
  client?: Client
}

let browser: Browser
beforeAll(async () => {
  browser = await openChromium()
}, 60_000)
afterAll(() => browser.close())

/** Opens a page in which bob's client watches c1. */
async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await startClient(page)
  return page
}

async function startClient(page: Page): Promise<void> {
  await page.waitForFunction(() => (globalThis as unknown as PageOfBob).createClient !== undefined)
  await page.evaluate(() => {
    const bob = globalThis as unknown as PageOfBob
    const options: ClientOptions = {
      url: bob.location.origin,
      userId: 'bob',
      token: () => 'token',
      delivered: 'manual',
    }
    bob.client = bob.createClient?.(options)
    bob.client?.conversation('c1').subscribe(() => {})
  })
}

const unreadCount = (page: Page): Promise<number | undefined> =>
  page.evaluate(() => {
    const { client } = globalThis as unknown as PageOfBob
    return client?.conversation('c1').getSnapshot().own?.unreadCount
  })

const onTheWay = (page: Page): Promise<number | undefined> =>
  page.evaluate(() => (globalThis as unknown as PageOfBob).client?.outbox.getSnapshot())

/** How many marks are on the way, and how much is unread. */
const held = (page: Page) => Promise.all([onTheWay(page), unreadCount(page)])

/** What the storage of the page holds, by owner. */
const stored = (page: Page): Promise<unknown> =>
  page.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open('tallymark', 1)
    opening.onerror = reject
    opening.onsuccess = () => {
      const reading = opening.result.transaction('marks').objectStore('marks').getAll()
      reading.onerror = reject
      reading.onsuccess = () => resolve(reading.result)
      opening.result.close()
    }
  })`)

const readAll = (page: Page): Promise<void> =>
  page.evaluate(() => (globalThis as unknown as PageOfBob).client?.conversation('c1').markRead({ upToMessageId: 'm3' }))

describe('in a browser', () => {
  let server: FrameServer
  let context: BrowserContext
  beforeEach(async () => {
    server = await FrameServer.start()
    context = await browser.newContext()
    return async () => {
      await context.close()
      await server[Symbol.asyncDispose]()
    }
  })

  test.each([
    [
      'a storage that may not be opened',
      "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }",
    ],
    [
      'a storage that may not even be looked at',
      "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError') } })",
    ],
    ['no channel between tabs', 'delete window.BroadcastChannel'],
    ['no locks', "LockManager.prototype.request = async () => { throw new DOMException('no', 'SecurityError') }"],
    ['no WebSocket', 'delete window.WebSocket'],
    ['a WebSocket that may not be used', "window.WebSocket = class { constructor() { throw new DOMException('no') } }"],
  ])('[CLT4] [CLT7] [CLT8] with %s it goes on without', async (_what, script) => {
    await context.addInitScript(script)
    const page = await openPage(context, server.url)
    await eventually(() => unreadCount(page)).toBe(3)
    await readAll(page)
    await eventually(() => held(page)).toEqual([0, 0])
  })

  test('[CLT4] marks on the way survive a reload', async () => {
    server.answersMarks = false
    const page = await openPage(context, server.url)
    await eventually(() => unreadCount(page)).toBe(3)
    await readAll(page)
    await eventually(() => unreadCount(page)).toBe(0)
    await eventually(() => server.marks).toHaveLength(1)
    await page.reload()
    await startClient(page)
    await eventually(() => held(page)).toEqual([1, 0])
    server.answersMarks = true
    await page.reload()
    await startClient(page)
    await eventually(() => held(page)).toEqual([0, 0])
    expect(server.marks.at(-1)).toMatchObject({ kind: 'read', conversationId: 'c1', seqs: '1:3' })
    const sent = server.marks.length
    // Whoever leaves before what was answered is out of the storage too sends it once more, which does no harm.
    await eventually(() => stored(page)).toEqual([[]])
    await page.reload()
    await startClient(page)
    await eventually(() => unreadCount(page)).toBe(0)
    expect(server.marks).toHaveLength(sent)
  })

  test('[CLT7] two tabs share a connection, and the second takes over when the first is closed', async () => {
    const first = await openPage(context, server.url)
    await eventually(() => unreadCount(first)).toBe(3)
    const second = await openPage(context, server.url)
    await eventually(() => unreadCount(second)).toBe(3)
    expect([server.open, server.opened]).toEqual([1, 1])
    server.answersMarks = false
    await readAll(second)
    await eventually(() => Promise.all([first, second].map(unreadCount))).toEqual([0, 0])
    server.answersMarks = true
    await first.close()
    await eventually(() => [server.open, server.opened]).toEqual([1, 2])
    await eventually(() => onTheWay(second)).toBe(0)
    expect(await unreadCount(second)).toBe(0)
    expect(server.marks).toHaveLength(2)
  })

  test('[CLT8] without WebSockets it goes on by server-sent events', async () => {
    server.acceptsSockets = false
    const page = await openPage(context, server.url)
    await eventually(() => unreadCount(page)).toBe(3)
    await readAll(page)
    await eventually(() => held(page)).toEqual([0, 0])
    expect(server.frames.map(({ type }) => type)).toEqual(['watch', 'mark'])
  })
})
