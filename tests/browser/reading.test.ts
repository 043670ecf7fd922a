import { describe, expect, test } from 'vitest'
import {
  dwellFor,
  dwellsBegin,
  expectSeen,
  ids,
  message,
  messages,
  type PageOfBob,
  pass,
  readingStage,
  scroller,
  scrollTo,
  seen,
  start,
  until,
} from './reading-stage.ts'

const shown = readingStage()

describe('what is in sight', { concurrent: true }, () => {
  test('[REA1] a message is seen after the dwell, and not before', async () => {
    const page = await shown(scroller(messages(1, 3)))
    await start(page, { dwellMs: 300 })
    await expectSeen(page, ids(1, 3))
    const { startedAt, lastSeenAt } = await page.evaluate(() => {
      const { chat } = globalThis as unknown as PageOfBob
      return { startedAt: chat.startedAt, lastSeenAt: chat.lastSeenAt }
    })
    expect(lastSeenAt).toBeGreaterThanOrEqual(startedAt + 300)
  })

  test('[REA1] without its end in sight it is not seen', async () => {
    const page = await shown(scroller(messages(1, 9, 80)))
    await start(page)
    await expectSeen(page, ids(1, 3))
    await pass(page, 400)
    await expectSeen(page, ids(1, 3))
    await scrollTo(page, 20)
    await expectSeen(page, ids(1, 4))
  })

  test('[REA1] one taller than its scroller is seen at its end, also when it is the last', async () => {
    const page = await shown(scroller(message(1, 1000)))
    await start(page)
    await scrollTo(page, 690)
    await pass(page, 500)
    expect(await seen(page)).toEqual([])
    await scrollTo(page, 700)
    await expectSeen(page, ['m1'])
  })

  test('[REA1] a short look at a tall one’s end is none', async () => {
    const page = await shown(scroller(message(1, 1000) + message(2, 1000)))
    await start(page, { dwellMs: 60_000 })
    await dwellsBegin(page)
    await scrollTo(page, 720)
    await pass(page, 500)
    await scrollTo(page, 300)
    await dwellFor(page, 100)
    await pass(page, 500)
    expect(await seen(page)).toEqual([])
    await scrollTo(page, 720)
    await expectSeen(page, ['m1'])
  })

  test('[REA1] what an outer scroller cuts off is out of sight', async () => {
    const inner = `<div style="height:200px;overflow:auto">${messages(4, 9)}</div>`
    const page = await shown(scroller(`${messages(1, 3, 80)}${inner}<div style="height:900px"></div>`))
    await start(page)
    await expectSeen(page, ids(1, 4))
    await scrollTo(page, 40)
    await expectSeen(page, ids(1, 5))
  })

  test('[REA1] the screen ends where a keyboard begins', async () => {
    const page = await shown(messages(1, 12))
    await page.evaluate(() => {
      const screen = { offsetLeft: 0, offsetTop: 0, width: 800, height: 220 }
      Object.assign(globalThis, { screen })
      Object.defineProperty(globalThis, 'visualViewport', { get: () => screen, configurable: true })
    })
    await start(page)
    await expectSeen(page, ids(1, 4))
    await pass(page, 400)
    await expectSeen(page, ids(1, 4))
    await page.evaluate(() => Object.assign(globalThis.visualViewport ?? {}, { height: 600 }))
    await expectSeen(page, ids(1, 12))
  })

  test('[REA1] fingers that zoom in see a part of the page', async () => {
    const page = await shown(messages(1, 12), { isMobile: true, hasTouch: true })
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Emulation.setPageScaleFactor', { pageScaleFactor: 2 })
    await page.waitForFunction(() => visualViewport?.scale === 2)
    await start(page)
    await expectSeen(page, ids(1, 6))
    await pass(page, 400)
    await expectSeen(page, ids(1, 6))
    await devtools.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1 })
    await expectSeen(page, ids(1, 12))
  })

  test.each([0.5, 0.75, 1.25, 1.5])('[REA1] the last message is seen at a zoom of %s', async (deviceScaleFactor) => {
    const viewport = { width: Math.round(800 / deviceScaleFactor), height: Math.round(601 / deviceScaleFactor) }
    const list = `<div id="scroller" style="height:100.3%;overflow:auto">${messages(1, 40, 33.37)}</div>`
    const page = await shown(`<div style="height:90vh">${list}</div>`, { deviceScaleFactor, viewport })
    await scrollTo(page, 100_000)
    await start(page, { policy: 'viewed' })
    await until(async () => expect(await seen(page)).toContain('m40'))
  })

  test.each([0.67, 1.1, 1.25, 3])('[REA1] the ends are seen right under a CSS zoom of %s', async (zoom) => {
    const page = await shown(`<div style="zoom:${zoom}">${messages(1, 40, 33.37)}</div>`)
    await start(page)
    await expectSeen(page, ids(1, Math.floor((600 + 1) / (33.37 * zoom))))
  })

  test.each(['visibility:hidden', 'opacity:0'])('[REA1] %s is out of sight', async (style) => {
    const page = await shown(`<div id="panel" style="${style}">${messages(1, 2)}</div>${message(3, 50)}`)
    await start(page)
    await expectSeen(page, ['m3'])
    await page.evaluate(() => document.querySelector('#panel')?.removeAttribute('style'))
    await expectSeen(page, ids(1, 3))
  })
})
