import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import {
  dwellFor,
  dwellsBegin,
  expectSeen,
  ids,
  marks,
  messages,
  type PageOfBob,
  pass,
  readingStage,
  scroller,
  scrollTo,
  seen,
  start,
  told,
  until,
} from './reading-stage.ts'

const shown = readingStage()

describe('once seen', { concurrent: true }, () => {
  test('[REA2] a message is told again only after it has left the view', async () => {
    const page = await shown(scroller(messages(1, 60)))
    await start(page, { policy: 'viewed' })
    await expectSeen(page, ids(1, 6))
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await scrollTo(page, 20)
    await pass(page, 300)
    await scrollTo(page, 0)
    await pass(page, 300)
    await expectSeen(page, ids(1, 6))
    await scrollTo(page, 1500)
    await expectSeen(page, [...ids(1, 6), ...ids(31, 36)])
    await scrollTo(page, 0)
    await expectSeen(page, [...ids(1, 6), ...ids(1, 6), ...ids(31, 36)])
  })

  test('[REA2] a page that shifts for a moment is not looked away from', async () => {
    const page = await shown(scroller(`<div id="above"></div>${messages(1, 6)}`))
    await start(page, { policy: 'viewed' })
    await expectSeen(page, ids(1, 6))
    await dwellFor(page, 60_000)
    for (const height of ['310px', '0']) {
      const before = await told(page)
      await page.evaluate((to) => {
        const above = document.querySelector('#above') as HTMLElement
        above.style.height = to
      }, height)
      await until(async () => expect(await told(page)).toBeGreaterThan(before))
    }
    await dwellFor(page, 50)
    await pass(page, 500)
    expect((await seen(page)).toSorted()).toEqual(ids(1, 6))
  })

  test('[REA2] what is in view when it is marked as unread stays so, seen or about to be', async () => {
    const page = await shown(scroller(messages(1, 60)))
    await page.evaluate(() => (globalThis as unknown as PageOfBob).chat.markUnread())
    await start(page, { policy: 'viewed', dwellMs: 60_000 })
    await dwellsBegin(page)
    await page.evaluate(() => {
      const { chat } = globalThis as unknown as PageOfBob
      chat.markUnread(3, 60)
      chat.reading.setOptions({ dwellMs: 50 })
    })
    await expectSeen(page, ids(1, 2))
    await pass(page, 500)
    await scrollTo(page, 1500)
    await expectSeen(page, [...ids(1, 2), ...ids(31, 36)])
    await scrollTo(page, 0)
    await expectSeen(page, [...ids(1, 2), ...ids(1, 6), ...ids(31, 36)])
  })

  test('[REA2] observing it anew at once, as a render does, tells nothing', async () => {
    const page = await shown(scroller(messages(1, 6)))
    await page.evaluate(async () => {
      const { chat } = globalThis as unknown as PageOfBob
      chat.start({ dwellMs: 300 })
      const render = async (): Promise<void> => {
        chat.stop()
        chat.stop = chat.observe()
        await chat.pass(40)
      }
      for (let i = 0; i < 50 && chat.seen.length === 0; i++) await render()
      if (chat.seen.length === 0) throw new Error('renders keep messages from being seen')
      await render()
    })
    await pass(page, 800)
    expect(await seen(page)).toEqual(ids(1, 6))
  })

  test('[REA2] nor does moving to other elements, in either direction', async () => {
    const page = await shown(messages(1, 6))
    await start(page)
    await expectSeen(page, ids(1, 6))
    const expected = ids(1, 6)
    for (const [by, messageId] of [
      [1, 'm7'],
      [-1, 'm1'],
    ] as const) {
      await page.evaluate((step) => {
        for (const element of document.querySelectorAll<HTMLElement>('[data-message]'))
          element.dataset.message = `m${Number(element.dataset.message?.slice(1)) + step}`
        ;(globalThis as unknown as PageOfBob).chat.observe()
      }, by)
      expected.push(messageId)
      await expectSeen(page, expected)
    }
    await pass(page, 400)
    await expectSeen(page, expected)
  })
})

describe('lists', { concurrent: true }, () => {
  test('[REA6] an element that is reused counts for the message that it shows', async () => {
    const page = await shown(scroller(messages(1, 2)))
    await start(page, { dwellMs: 60_000 })
    await dwellsBegin(page)
    await page.evaluate(() => {
      const { chat } = globalThis as unknown as PageOfBob
      chat.reading.observe(document.querySelector('[data-message]') as Element, 'm9')
    })
    await dwellFor(page, 100)
    await expectSeen(page, ['m2', 'm9'])
  })

  test('[REA6] an element that goes is not seen', async () => {
    const page = await shown(scroller(messages(1, 3)))
    await start(page, { dwellMs: 60_000 })
    await dwellsBegin(page)
    await page.evaluate(() => document.querySelector('[data-message=m2]')?.remove())
    await dwellFor(page, 100)
    await expectSeen(page, ['m1', 'm3'])
  })

  test('[REA6] a virtualised list with a few elements for ten thousand messages', async () => {
    const page = await shown(scroller('<div id="all" style="position:relative;height:500000px"></div>'))
    await start(page, { policy: 'viewed' })
    await page.evaluate(virtualise)
    await expectSeen(page, ids(1, 6))
    await scrollTo(page, 250_000)
    await expectSeen(page, [...ids(1, 6), ...ids(5001, 5006)])
    await scrollTo(page, 0)
    await expectSeen(page, [...ids(1, 6), ...ids(1, 6), ...ids(5001, 5006)])
  })

  test('[REA8] nothing stays after the end', async () => {
    const page = await shown(`${scroller(messages(1, 9, 80))}<iframe></iframe>`)
    const before = await open(page)
    await start(page, { dwellMs: 60_000 })
    await page.evaluate(() => document.querySelector('iframe')?.focus())
    await until(async () => expect(await open(page)).toMatchObject({ timers: 2, observed: 9 }))
    expect((await open(page)).listeners).toBeGreaterThan(before.listeners)
    await page.evaluate(() => (globalThis as unknown as PageOfBob).chat.reading.close())
    expect(await open(page)).toEqual(before)
    await page.evaluate(() => (globalThis as unknown as PageOfBob).chat.observe())
    expect(await open(page)).toEqual(before)
  })

  test('[REA8] nothing stays when no message is observed any more, and the next one begins anew', async () => {
    const page = await shown(scroller(messages(1, 9, 80)))
    const before = await open(page)
    await start(page, { policy: 'viewed', dwellMs: 300 })
    await until(async () => expect(await open(page)).toMatchObject({ timers: 1, observed: 9 }))
    await page.evaluate(() => (globalThis as unknown as PageOfBob).chat.stop())
    expect(await open(page)).toEqual(before)
    await page.evaluate(() => (globalThis as unknown as PageOfBob).chat.observe())
    await page.evaluate(() => {
      const { chat } = globalThis as unknown as PageOfBob
      const elements = document.querySelectorAll('[data-message]')
      for (const [i, element] of elements.entries()) chat.reading.observe(element, `m${i + 100}`)()
    })
    expect(await open(page)).toEqual(before)
    await page.evaluate(() => (globalThis as unknown as PageOfBob).chat.observe())
    await expectSeen(page, ids(1, 3))
  })
})

describe('ten thousand messages', () => {
  test('[REA7] are scrolled through with little work at a time, and with few marks', async () => {
    const page = await shown(scroller(messages(1, 10_000, 40)))
    const devtools = await page.context().newCDPSession(page)
    // The thread's own time: a task gets no longer by what other processes do.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
    const workMs = async (): Promise<number> => {
      const { metrics } = await devtools.send('Performance.getMetrics')
      return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value as number)
    }
    const begun = await workMs()
    await page.evaluate(scrollThrough)
    const unobserved = await workMs()
    await start(page, { policy: 'viewed', dwellMs: 300 })
    await lastIsSeen(page, 1)
    const [before, toldBefore] = [await workMs(), await told(page)]
    const longTasks = await page.evaluate(scrollThrough)
    await lastIsSeen(page, 2)
    const extraMs = (await workMs()) - before - (unobserved - begun)
    const times = (await told(page)) - toldBefore
    expect(times).toBeGreaterThan(3)
    expect(extraMs / times, `${longTasks} long tasks`).toBeLessThan(50)
    expect((await marks(page)).length).toBeLessThanOrEqual(4)
  }, 40_000)
})

const lastIsSeen = (page: Page, times: number): Promise<void> =>
  until(async () => expect((await seen(page)).filter((id) => id === 'm10000')).toHaveLength(times))

const open = (page: Page) => page.evaluate(() => (globalThis as unknown as PageOfBob).chat.open())

/** Scrolls from the top to the bottom in sixty frames and gives how many tasks there were of above 50 milliseconds. */
async function scrollThrough(): Promise<number> {
  const scroller = document.querySelector('#scroller') as Element
  scroller.scrollTo(0, 0)
  let count = 0
  const observer = new PerformanceObserver((list) => {
    count += list.getEntries().length
  })
  observer.observe({ type: 'longtask' })
  for (let i = 1; i <= 60; i++) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
    scroller.scrollTo(0, (scroller.scrollHeight * i) / 60)
  }
  await (globalThis as unknown as PageOfBob).chat.pass(500)
  count += observer.takeRecords().length
  observer.disconnect()
  return count
}

/** Shows what a scroller of messages of 50 pixels is scrolled to, by eight elements that take turns. */
function virtualise(): void {
  const { chat } = globalThis as unknown as PageOfBob
  const [scroller, all] = ['#scroller', '#all'].map((id) => document.querySelector<HTMLElement>(id) as HTMLElement)
  if (!scroller || !all) return
  const pool = Array.from({ length: 8 }, () => all.appendChild(document.createElement('div')))
  const show = (): void => {
    const first = Math.floor(scroller.scrollTop / 50)
    for (let at = first; at < first + pool.length; at++) {
      const element = pool[at % pool.length] as HTMLElement
      element.style.cssText = `position:absolute;height:50px;width:100%;top:${at * 50}px`
      chat.reading.observe(element, `m${at + 1}`)
    }
  }
  scroller.addEventListener('scroll', show)
  show()
}
