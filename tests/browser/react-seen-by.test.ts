import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { faultsOf } from './accessible.ts'
import { stageForTests } from './react-stage.ts'

const stage = stageForTests()

const button = (page: Page) => page.locator('#m1 .tallymark-seen-by')
const dialog = (page: Page) => page.locator('dialog')
const rows = (page: Page, section: number) =>
  dialog(page).locator(`section section:nth-of-type(${section}) .tallymark-reader`)
const isFocusInside = (page: Page) => page.evaluate('document.activeElement.closest("dialog") !== null')
describe('with 2,000 recipients', () => {
  let conversationId: string
  beforeAll(async () => {
    const people = Array.from({ length: 2_000 }, (_, i) => `p${i + 1}`)
    await stage().ask('PUT', '/v1/users/p1', { userName: 'Bo Okafor' })
    await stage().ask('PUT', '/v1/users/p2000', { userName: 'Zoe', sharing: 'nothing' })
    conversationId = 'crowd'
    await stage().ask('PUT', '/v1/conversations/crowd', { participants: ['alice', ...people] })
    await stage().post(conversationId, 'm1')
    const marks = (kind: string, of: readonly string[]) =>
      of.map((recipientId) => ({ conversationId, kind, recipientId, messageId: 'm1' }))
    const all = [...marks('read', people.slice(0, 1_200)), ...marks('delivered', people.slice(1_200, 1_700))]
    for (let i = 0; i < all.length; i += 100) await stage().ask('POST', '/v1/marks', { marks: all.slice(i, i + 100) })
  }, 60_000)
  const open = () => stage().open({ userId: 'alice', conversationId, messages: 1, hasSeenBy: true })

  test('[RCT10] says who read it and when, who has it, who has not, and how many hide it', async () => {
    const page = await open()
    await eventually(() => button(page).textContent()).toBe('Read by 1,200 of 2,000')
    await button(page).click()
    await eventually(() => rows(page, 1).count()).toBeGreaterThan(0)
    expect(await dialog(page).locator('h3').allTextContents()).toEqual(['Read 1,200', 'Delivered 500', 'Not yet 300'])
    expect(await rows(page, 1).first().textContent()).toMatch(/^BOBo Okafor\d+:\d\d [AP]M$/)
    await eventually(() => rows(page, 2).first().textContent()).toMatch(/^Pp1201\d+:\d\d [AP]M$/)
    await eventually(() => rows(page, 3).first().textContent()).toBe('Pp1701')
    expect(await dialog(page).locator('.tallymark-note').last().textContent()).toBe('1 person does not share this')
    expect(await faultsOf(page)).toEqual([])
  })

  test('[RCT10] loads its pages as they come into view', async () => {
    const page = await open()
    await button(page).click()
    await eventually(() => rows(page, 1).count()).toBe(50)
    for (const expected of [100, 150, 200]) {
      await dialog(page).locator('.tallymark-more').first().scrollIntoViewIfNeeded()
      await eventually(() => rows(page, 1).count()).toBeGreaterThanOrEqual(expected)
    }
    await eventually(() => rows(page, 2).count()).toBe(50)
    // What is not in view is not laid out.
    expect(
      await rows(page, 1)
        .last()
        .evaluate((row) => getComputedStyle(row).contentVisibility),
    ).toBe('auto')
  })

  test('[ACY3] by keyboard alone: opened, kept inside, more loaded, closed, and the focus is back', async () => {
    const page = await open()
    await button(page).focus()
    await page.keyboard.press('Enter')
    await eventually(() => rows(page, 1).count()).toBe(50)
    for (let i = 0; i < 9; i += 1) {
      expect(await isFocusInside(page)).toBe(true)
      await page.keyboard.press('Tab')
      // Between the last and the first the focus is at the browser's own.
      if (await page.evaluate('document.activeElement === document.body')) await page.keyboard.press('Tab')
    }
    await dialog(page).locator('.tallymark-more').nth(1).focus()
    await page.keyboard.press('Enter')
    await eventually(() => rows(page, 2).count()).toBeGreaterThan(50)
    expect(await isFocusInside(page)).toBe(true)
    await page.keyboard.press('Escape')
    await eventually(() => dialog(page).count()).toBe(0)
    expect(await button(page).evaluate('document.activeElement.className')).toBe('tallymark-seen-by')
  })
})

describe('the dialog', () => {
  const opened = async () => {
    const conversationId = await stage().conversation(1)
    return stage().open({ userId: 'alice', conversationId, messages: 1, hasSeenBy: true })
  }

  test('[ACY3] a list that is whole, and higher than the screen, is reached by Tab and scrolled by keys', async () => {
    const participants = ['alice', ...Array.from({ length: 45 }, (_, i) => `reader-${i}`)]
    const conversationId = await stage().conversation(1, { participants })
    const page = await stage().open({ userId: 'alice', conversationId, messages: 1, hasSeenBy: true })
    await button(page).click()
    await eventually(() => dialog(page).locator('.tallymark-reader').count()).toBe(45)
    expect(await dialog(page).locator('.tallymark-more').count()).toBe(0)
    const list = dialog(page).locator('.tallymark-scroll')
    const isThere = () => list.evaluate((element) => element === document.activeElement)
    for (let i = 0; i < 4 && !(await isThere()); i += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('End')
    await eventually(() => list.evaluate(({ scrollTop }) => scrollTop > 0)).toBe(true)
    expect(await isThere()).toBe(true)
    // Not only where a browser lets Tab stop at whatever scrolls, as this one does.
    expect(await list.evaluate(({ tabIndex }) => tabIndex)).toBe(0)
  })

  test('[ACY3] closes by its button and by a click beside it, not by one that only ends there', async () => {
    const page = await opened()
    await button(page).click()
    await page.getByRole('button', { name: 'Close' }).click()
    await eventually(() => dialog(page).count()).toBe(0)
    expect(await button(page).evaluate('document.activeElement.className')).toBe('tallymark-seen-by')
    await button(page).click()
    await dialog(page).locator('h2').hover()
    await page.mouse.down()
    await page.mouse.move(5, 5)
    await page.mouse.up()
    expect(await dialog(page).count()).toBe(1)
    await page.mouse.click(5, 5)
    await eventually(() => dialog(page).count()).toBe(0)
  })

  test('[RCT10] [ACY1] says that it is loading, that it failed with a way to try again, and that nobody has read it', async () => {
    const page = await opened()
    const held = Promise.withResolvers<void>()
    await page.route('**/status?**', async (route) => {
      await held.promise
      await route.abort()
    })
    await button(page).click()
    await dialog(page).getByText('Nobody yet').waitFor()
    await dialog(page).getByText('Loading…').waitFor()
    expect(await faultsOf(page)).toEqual([])
    held.resolve()
    await dialog(page).getByText('This could not be loaded.').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.unroute('**/status?**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await eventually(() => dialog(page).locator('.tallymark-reader').textContent()).toBe('Bbob')
    expect(await faultsOf(page)).toEqual([])
  })

  test('[RCT10] moves as people read', async () => {
    const conversationId = await stage().conversation(1)
    const page = await stage().open({ userId: 'alice', conversationId, messages: 1, hasSeenBy: true })
    await button(page).click()
    await dialog(page).getByText('Not yet 1').waitFor()
    await stage().read(conversationId, 'bob', { messageId: 'm1' })
    await dialog(page).getByText('Read 1').waitFor()
    await eventually(() => rows(page, 1).textContent()).toMatch(/^Bbob\d+:\d\d/)
  })
})
