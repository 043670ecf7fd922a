import type { Locator, Page } from 'playwright-core'
import { describe, expect, test, vi } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { faultsOf } from '../browser/accessible.ts'
import { messageIn, openIn, PHONE, pageStage, paneOf, send, tick } from './page-stage.ts'

vi.setConfig({ testTimeout: 90_000 })

const stage = pageStage()

/** What the page shows, each a state that axe looks at. */
const STATES: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'as it opens': async (page) => messageIn(paneOf(page, 'Cy'), 'there might be cake').waitFor(),
  'who has a message': async (page) => {
    const ana = paneOf(page, 'Ana')
    const text = `For everybody, ${performance.now()}`
    await send(ana, text)
    await tick(messageIn(ana, text), 'read')
    await messageIn(ana, text).locator('.tallymark-seen-by').click()
    await page.getByRole('dialog').getByText('Bo', { exact: true }).waitFor()
  },
  'settings, members and a menu': async (page) => {
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Settings of Bo' }).click()
    await paneOf(page, 'Cy').getByRole('button', { name: 'Members' }).click()
    const message = messageIn(paneOf(page, 'Ana'), 'there might be cake')
    await message.hover()
    await message.getByRole('button', { name: 'Options of the message' }).click()
    await page.getByRole('menuitem', { name: 'Mark as unread' }).waitFor()
  },
  'the code for a phone': async (page) => {
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Open on your phone' }).click()
    await page.getByRole('dialog', { name: 'Open on your phone' }).waitFor()
  },
  'offline, hidden, slow': async (page) => {
    await page.keyboard.press('Escape')
    for (const name of ['Take Ana offline', 'Hide Bo’s tab', 'Slow Cy’s network'])
      await page.getByRole('button', { name }).click()
  },
}

describe('axe finds nothing', () => {
  test.each(['light', 'dark'] as const)('[DEM13] in the states of the page, %s', async (colorScheme) => {
    const page = await stage().visit('/', { colorScheme })
    for (const [name, reach] of Object.entries(STATES)) {
      await reach(page)
      expect(await faultsOf(page, colorScheme === 'dark' ? ['color-contrast'] : undefined), name).toEqual([])
    }
  })

  test('[DEM13] in the replayed channel, in the crowd and in Arabic', async () => {
    const page = await stage().visit()
    await openIn(paneOf(page, 'Ana'), 'A real channel, 2007')
    await openIn(paneOf(page, 'Bo'), 'Town hall')
    await paneOf(page, 'Ana')
      .getByRole('img', { name: /Message of \d+ characters/ })
      .first()
      .waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'العربية' })
    await eventually(() => page.locator('html').getAttribute('dir')).toBe('rtl')
    expect(await faultsOf(page)).toEqual([])
  })
})

test('[DEM13] at the width of a phone one person is shown, nothing is wider, and axe finds nothing', async () => {
  const page = await stage().visit('/', { viewport: PHONE, colorScheme: 'dark', hasTouch: true, isMobile: true })
  await paneOf(page, 'Ana').waitFor()
  expect(await paneOf(page, 'Bo').isVisible()).toBe(false)
  const ana = paneOf(page, 'Ana')
  await messageIn(ana, 'there might be cake').waitFor()
  await ana.getByRole('button', { name: 'Send', exact: true }).click()
  await tick(messageIn(ana, 'See you both at the bridge!'), 'delivered')
  const widths = () => page.evaluate('[document.documentElement.scrollWidth, innerWidth]') as Promise<[number, number]>
  const [content, screen] = await widths()
  expect(content).toBeLessThanOrEqual(screen)
  expect(await faultsOf(page)).toEqual([])
  await ana.getByRole('button', { name: 'Back to the conversations' }).click()
  await openIn(ana, 'Bo')
  await messageIn(ana, 'save me a seat').waitFor()
  expect(await faultsOf(page)).toEqual([])
})

test('[DEM13] at 320 pixels nothing of the header lies over another part, and the page stays at its top', async () => {
  const page = await stage().visit('/', { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true })
  await messageIn(paneOf(page, 'Ana'), 'It was a good lid').waitFor()
  const edges = (selector: string) =>
    page.evaluate(`(() => {
      const range = document.createRange()
      range.selectNodeContents(document.querySelector('${selector}'))
      const { left, right, top } = range.getBoundingClientRect()
      return { left, right, top }
    })()`) as Promise<{ left: number; right: number; top: number }>
  const [title, actions] = [await edges('.brand h1'), await edges('.page-actions')]
  expect(title.right).toBeLessThanOrEqual(actions.left)
  expect(actions.right).toBeLessThanOrEqual(320)
  expect(title.top).toBeGreaterThan(0)
})

test('[DEM13] by keyboard alone a message is sent, its readers are looked at, and another is marked as unread', async () => {
  const page = await stage().visit('/?as=ana')
  const ana = paneOf(page, 'Ana')
  await messageIn(ana, 'there might be cake').waitFor()
  const focusOn = async (isThere: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; i < 60 && !(await isThere()); i += 1) await page.keyboard.press('Tab')
    expect(await isThere()).toBe(true)
  }
  const isOn = (selector: string) => () =>
    page.evaluate(`document.activeElement.matches('${selector}')`) as Promise<boolean>
  await focusOn(isOn('[role=feed]'))
  await page.keyboard.press('ArrowUp')
  expect(await isOn('[role=feed] [data-message]')()).toBe(true)
  await focusOn(isOn('textarea'))
  await page.keyboard.type('Typed only')
  await page.keyboard.press('Enter')
  const message = messageIn(ana, 'Typed only')
  await tick(message, 'sent')
  await page.keyboard.press('Shift+Tab')
  for (let i = 0; i < 10 && !(await isOn('.tallymark-seen-by')()); i += 1) await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByText('Bo', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  expect(await isOn('.tallymark-seen-by')()).toBe(true)
  for (let i = 0; i < 20 && !(await isOn('[data-own=false]')()); i += 1) await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Mark as unread' }).waitFor()
  await page.keyboard.press('Enter')
  await ana.getByText(/\d+ new messages?/).waitFor()
})

test('[DEM14] [REA9] the replayed channel is scrolled through without long work, and what was read before is not marked again', async () => {
  const page = await stage().visit('/?as=cy')
  const sent: string[] = []
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => void sent.push(String(payload))))
  await page.reload()
  const cy = paneOf(page, 'Cy')
  await openIn(cy, 'A real channel, 2007')
  const scroller = cy.getByRole('feed')
  await scroller
    .getByRole('img', { name: /Message of \d+ characters/ })
    .first()
    .waitFor()
  const { steps, busyMs, longTasks } = await scrolledToTop(page, scroller)
  expect(steps).toBeGreaterThan(50)
  expect(busyMs / steps, `of ${steps} frames; ${longTasks} tasks took longer than 50 ms`).toBeLessThan(40)
  await eventually(() =>
    scroller
      .locator('.tallymark-summary')
      .filter({ hasText: /Sent|Delivered|Read/ })
      .count(),
  ).toBeGreaterThan(2)
  // Longer than it takes to have seen what is on the screen.
  await page.waitForTimeout(1_000)
  const frames = sent.map((text) => JSON.parse(text) as { type: string; conversationId: string })
  const ofChannel = frames.filter(({ conversationId }) => conversationId === '2007-06-04')
  expect([...new Set(ofChannel.map(({ type }) => type))]).toEqual(['watch'])
})

/** Scrolls to the first message, a screen each frame; says how many frames that took, for how long its main thread worked, and how many of its tasks were long. */
async function scrolledToTop(page: Page, scroller: Locator) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const workedMs = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0)
  }
  const before = await workedMs()
  const [steps, longTasks] = await scroller.evaluate(async (element) => {
    let long = 0
    const observer = new PerformanceObserver((list) => {
      long += list.getEntries().length
    })
    observer.observe({ type: 'longtask' })
    let count = 0
    for (; element.scrollTop > 0 && count < 2_000; count += 1) {
      element.scrollTop -= element.clientHeight
      await new Promise(requestAnimationFrame)
    }
    observer.disconnect()
    return [count, long] as const
  })
  return { steps, longTasks, busyMs: (await workedMs()) - before }
}
