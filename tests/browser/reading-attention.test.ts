import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { openChromium } from './chromium.ts'
import {
  dwellFor,
  dwellsBegin,
  expectSeen,
  ids,
  messages,
  type PageOfBob,
  pass,
  readingScript,
  scroller,
  seen,
  show,
  start,
} from './reading-stage.ts'

let browser: Browser
let script: string
/** The same browser without what makes pages believe that they always have the focus and are visible. */
let context: BrowserContext
beforeAll(async () => {
  const port = await freePort()
  ;[browser, script] = await Promise.all([openChromium(`--remote-debugging-port=${port}`), readingScript()])
  const plain = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true })
  context = plain.contexts()[0] as BrowserContext
}, 60_000)
afterAll(() => browser.close())

const LIST = scroller(messages(1, 6))

describe('who is there', () => {
  test('[REA4] in a hidden tab nothing is read, and coming back reads without a scroll', async () => {
    const { page, minimise, restore } = await shownInWindow(LIST)
    await minimise()
    await start(page, { dwellMs: 50 })
    await setTimeout(1_200)
    expect(await seen(page)).toEqual([])
    await restore()
    await expectSeen(page, ids(1, 6))
    await page.close()
  })

  test('[REA4] hiding the tab ends a dwell, coming back begins it anew', async () => {
    const { page, minimise, restore } = await shownInWindow(LIST)
    await start(page, { dwellMs: 60_000 })
    await dwellsBegin(page)
    await minimise()
    await dwellFor(page, 500)
    const now = await page.evaluate(() => performance.now())
    await restore()
    await expectSeen(page, ids(1, 6))
    expect(await seenAt(page)).toBeGreaterThanOrEqual(now + 500)
    await page.close()
  })

  test('[REA4] without the window’s focus nothing is read, though all is visible', async () => {
    const { page, leave, comeBack } = await shownBesideAnother(LIST)
    await leave()
    expect(await page.evaluate(() => document.visibilityState)).toBe('visible')
    await start(page)
    await pass(page, 500)
    expect(await seen(page)).toEqual([])
    await comeBack()
    await expectSeen(page, ids(1, 6))
  })

  test('[REA4] the focus may be in a frame of the page, whose window comes and goes unheard', async () => {
    const { page, leave, comeBack } = await shownBesideAnother(`${LIST}<iframe srcdoc="<input>"></iframe>`)
    await page.frameLocator('iframe').locator('input').focus()
    await start(page)
    await expectSeen(page, ids(1, 6))
    await leave()
    await pass(page, 600)
    await page.evaluate(() => (globalThis as unknown as PageOfBob).chat.reading.observe(document.body, 'm7'))
    await pass(page, 600)
    await expectSeen(page, ids(1, 6))
    await comeBack()
    await expectSeen(page, ids(1, 7))
  })
})

describe('other browsers', () => {
  test('[REA4] a tab that is hidden but has kept the focus reads nothing', async () => {
    const { page } = await shownInWindow(LIST)
    await page.evaluate(() => Object.defineProperty(document, 'visibilityState', { value: 'hidden', writable: true }))
    await start(page)
    await pass(page, 500)
    expect(await seen(page)).toEqual([])
    await page.evaluate(() => {
      Object.assign(document, { visibilityState: 'visible' })
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    })
    await expectSeen(page, ids(1, 6))
    await page.close()
  })

  test('[REA4] a page that is rendered before it is opened reads nothing until then', async () => {
    const { page } = await shownInWindow(LIST)
    await page.evaluate(() => {
      Object.defineProperty(document, 'prerendering', { value: true, writable: true })
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', writable: true })
      document.hasFocus = () => document.visibilityState === 'visible'
    })
    await start(page)
    await pass(page, 500)
    expect(await seen(page)).toEqual([])
    await page.evaluate(() => {
      Object.assign(document, { prerendering: false, visibilityState: 'visible' })
      document.dispatchEvent(new Event('prerenderingchange'))
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    })
    await expectSeen(page, ids(1, 6))
    await page.close()
  })

  test('[REA4] a page that comes back out of the browser’s cache begins the dwell anew', async () => {
    const { page } = await shownInWindow(LIST)
    await start(page, { dwellMs: 60_000 })
    await dwellsBegin(page)
    const cameBackAt = await page.evaluate(() => {
      for (const type of ['pagehide', 'pageshow']) dispatchEvent(new PageTransitionEvent(type, { persisted: true }))
      return performance.now()
    })
    await dwellFor(page, 500)
    await expectSeen(page, ids(1, 6))
    expect(await seenAt(page)).toBeGreaterThanOrEqual(cameBackAt + 499)
    await page.close()
  })

  test('[REA4] print that changes nothing on the page begins the dwell anew', async () => {
    const { page } = await shownInWindow(LIST)
    await start(page, { dwellMs: 60_000 })
    await dwellsBegin(page)
    const printedAt = await page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'))
      return performance.now()
    })
    await dwellFor(page, 500)
    await expectSeen(page, ids(1, 6))
    expect(await seenAt(page)).toBeGreaterThanOrEqual(printedAt + 499)
    await page.close()
  })
})

describe('print', () => {
  test('[REA4] reads nothing, neither on the page nor beyond its scroller, and begins the dwell anew', async () => {
    const style = '<style>@media print { #scroller { height: auto !important } }</style>'
    const { page } = await shownInWindow(style + scroller(messages(1, 40)))
    await start(page, { dwellMs: 60_000 })
    await dwellsBegin(page)
    await page.evaluate(() => addEventListener('afterprint', () => performance.mark('printed')))
    await page.pdf()
    await dwellFor(page, 500)
    await expectSeen(page, ids(1, 6))
    const printedAt = await page.evaluate(() => performance.getEntriesByName('printed')[0]?.startTime)
    expect(await seenAt(page)).toBeGreaterThanOrEqual((printedAt as number) + 500)
    await page.close()
  })

  test('[REA4] a page that is shown as in print reads nothing', async () => {
    const { page } = await shownInWindow(LIST)
    await page.emulateMedia({ media: 'print' })
    await start(page)
    await pass(page, 500)
    expect(await seen(page)).toEqual([])
    await page.emulateMedia({ media: 'screen' })
    await expectSeen(page, ids(1, 6))
    await page.close()
  })
})

/** When the last message was seen, by the page's own clock. */
const seenAt = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as PageOfBob).chat.lastSeenAt)

/** A page in a window that can be minimised, which hides its page. */
async function shownInWindow(body: string) {
  const page = await show(context, script, body)
  await page.bringToFront()
  const devtools = await context.newCDPSession(page)
  const { windowId } = await devtools.send('Browser.getWindowForTarget')
  const turn = async (windowState: 'minimized' | 'normal', visibility: string): Promise<void> => {
    await devtools.send('Browser.setWindowBounds', { windowId, bounds: { windowState } })
    await eventually(() => page.evaluate(() => document.visibilityState)).toBe(visibility)
  }
  return { page, minimise: () => turn('minimized', 'hidden'), restore: () => turn('normal', 'visible') }
}

/** A page that another one takes the focus from; both stay visible, as windows beside each other do. */
async function shownBesideAnother(body: string) {
  const beside = await browser.newContext()
  const page = await show(beside, script, body)
  const other = await beside.newPage()
  for (const one of [page, other]) await unpretend(await beside.newCDPSession(one))
  const turn = async (to: Page, hasFocus: boolean): Promise<void> => {
    await to.bringToFront()
    const isTurned = async (): Promise<boolean> => (await page.evaluate(() => document.hasFocus())) === hasFocus
    await vi.waitFor(async () => expect(await isTurned()).toBe(true)).catch(() => pretendFocus(page, hasFocus))
  }
  await turn(page, true)
  return { page, leave: () => turn(other, false), comeBack: () => turn(page, true) }
}

/** The browser that comes as a package takes the focus from no page; there the page is told as the installed one tells it. */
const pretendFocus = (page: Page, hasFocus: boolean): Promise<void> =>
  page.evaluate((has) => {
    document.hasFocus = () => has
    // Of a frame that has the focus the page around it hears nothing.
    if (document.activeElement?.tagName !== 'IFRAME') dispatchEvent(new Event(has ? 'focus' : 'blur'))
  }, hasFocus)

const unpretend = (devtools: CDPSession) => devtools.send('Emulation.setFocusEmulationEnabled', { enabled: false })

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
