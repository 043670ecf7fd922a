import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { openChromium } from './chromium.ts'
import type { Chat, PlainOptions } from './pages/reading-page.ts'

/** What a page's own code sees. */
export interface PageOfBob {
  readonly chat: Chat
}

/** How a page is shown. */
export type Shown = NonNullable<Parameters<Browser['newContext']>[0]>

/** The script of the page, which is made once for all tests. */
export async function readingScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'pages/reading-page.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    conditions: ['tallymark-source'],
  })
  return outputFiles[0]?.text as string
}

/** Messages of a height in pixels, from one seq to another. */
export const messages = (from: number, to: number, height = 50): string =>
  Array.from({ length: to - from + 1 }, (_, i) => message(from + i, height)).join('')

/** One message. */
export const message = (seq: number, height: number): string =>
  `<div data-message="m${seq}" style="height:${height}px">m${seq}</div>`

/** A scroller of 300 pixels. */
export const scroller = (content: string): string =>
  `<div id="scroller" style="height:300px;width:400px;overflow-y:auto">${content}</div>`

/** Shows a body on a page of its own; nothing is detected yet. */
export async function show(context: BrowserContext, script: string, body: string): Promise<Page> {
  const page = await context.newPage()
  await page.route('http://chat.test/', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><body style="margin:0">${body}` }),
  )
  await page.goto('http://chat.test/')
  await page.addScriptTag({ content: script, type: 'module' })
  await page.waitForFunction(() => 'chat' in globalThis)
  return page
}

/** Starts to detect what bob reads. */
export const start = (page: Page, options: PlainOptions = {}, areSeqsKnown = true): Promise<void> =>
  page.evaluate(([given, known]) => (globalThis as unknown as PageOfBob).chat.start(given, known), [
    options,
    areSeqsKnown,
  ] as const)

export const marks = (page: Page): Promise<Chat['marks']> =>
  page.evaluate(() => (globalThis as unknown as PageOfBob).chat.marks)

export const seen = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (globalThis as unknown as PageOfBob).chat.seen)

/** Waits until exactly these were seen, in any order. */
export const expectSeen = (page: Page, messageIds: readonly string[]): Promise<void> =>
  until(async () => expect((await seen(page)).toSorted()).toEqual(messageIds.toSorted()))

/** A busy machine is no failure. */
const WAIT = { timeout: 10_000, interval: 20 }

/** Waits until what is expected is so. Tests that run side by side cannot poll by `expect`. */
export const until = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, WAIT)

/** Waits until observers have told of what is in view, whatever time that takes; dwells have begun then. */
export const dwellsBegin = (page: Page): Promise<void> => until(async () => expect(await told(page)).toBeGreaterThan(0))

/** How often observers have told something on the page. */
export const told = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as PageOfBob).chat.told())

/** Changes how long a dwell is: begun under a long one, nothing is seen before a test says so. */
export const dwellFor = (page: Page, dwellMs: number): Promise<void> =>
  page.evaluate((ms) => (globalThis as unknown as PageOfBob).chat.reading.setOptions({ dwellMs: ms }), dwellMs)

/** The messages that these marks make read in the end, however many marks that took: message m7 has seq 7. */
export function markedBy(made: Chat['marks']): readonly string[] {
  const seqs = made.flatMap((mark) => {
    if ('upToMessageId' in mark) return Array.from({ length: Number(mark.upToMessageId.slice(1)) }, (_, i) => i + 1)
    return 'messageIds' in mark ? mark.messageIds.map((id) => Number(id.slice(1))) : []
  })
  return [...new Set(seqs)].sort((a, b) => a - b).map((seq) => `m${seq}`)
}

/** Lets time pass on the page: only for what must not happen. */
export const pass = (page: Page, ms: number): Promise<void> =>
  page.evaluate((passed) => (globalThis as unknown as PageOfBob).chat.pass(passed), ms)

/** Scrolls an element to so many pixels from its top. */
export const scrollTo = (page: Page, top: number, selector = '#scroller'): Promise<void> =>
  page.evaluate(([to, of]) => document.querySelector(of)?.scrollTo(0, to), [top, selector] as const)

/** Scrolls through an element faster than anybody reads. */
export const hurry = (page: Page, selector = '#scroller'): Promise<void> =>
  page.evaluate((of) => (globalThis as unknown as PageOfBob).chat.hurry(of), selector)

/** The ids of some messages. */
export const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `m${from + i}`)

/** Shows bodies on pages of one browser for all tests of a file, 800 by 600 pixels unless they are shown otherwise. */
export function readingStage(): (body: string, options?: Shown) => Promise<Page> {
  const viewport = { width: 800, height: 600 }
  let browser: Browser
  let context: BrowserContext
  let script: string
  beforeAll(async () => {
    ;[browser, script] = await Promise.all([openChromium(), readingScript()])
    context = await browser.newContext({ viewport })
  }, 60_000)
  afterAll(() => browser.close())
  return async (body, options) =>
    show(options ? await browser.newContext({ viewport, ...options }) : context, script, body)
}
