import { describe, expect, test, vi } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { letCrowdRead, messageIn, openIn, pageStage, paneOf, send, tick } from './page-stage.ts'

vi.setConfig({ testTimeout: 60_000 })

const stage = pageStage()

describe('three people side by side', () => {
  test('[DEM9] one click on Send shows a tick turn', async () => {
    const page = await stage().visit()
    const [ana, bo] = [paneOf(page, 'Ana'), paneOf(page, 'Bo')]
    await ana.getByRole('button', { name: 'Send', exact: true }).click()
    const sent = messageIn(ana, 'See you both at the bridge!')
    await tick(sent, 'read')
    await messageIn(bo, 'See you both at the bridge!').waitFor()
    expect(await sent.textContent()).toContain('Read by all')
  })

  test('[DEM10] who is offline has nothing, and after coming back all of it', async () => {
    const page = await stage().visit()
    const [ana, bo, cy] = ['Ana', 'Bo', 'Cy'].map((name) => paneOf(page, name)) as [never, never, never]
    await messageIn(cy, 'there might be cake').waitFor()
    await page.getByRole('button', { name: 'Take Cy offline' }).click()
    await send(ana, 'Is Cy there?')
    const sent = messageIn(ana, 'Is Cy there?')
    await messageIn(bo, 'Is Cy there?').waitFor()
    await eventually(() => sent.textContent()).toContain('Read by 1 of 2')
    expect(await messageIn(cy, 'Is Cy there?').count()).toBe(0)
    await send(cy, 'Written under way')
    await tick(messageIn(cy, 'Written under way'), 'sending')
    await page.getByRole('button', { name: 'Bring Cy back' }).click()
    await tick(sent, 'read')
    await tick(messageIn(cy, 'Written under way'), 'read')
    await messageIn(ana, 'Written under way').waitFor()
  })

  test('[DEM10] in a hidden tab nothing is read, and all of it once it is shown again', async () => {
    const page = await stage().visit()
    const [ana, bo] = [paneOf(page, 'Ana'), paneOf(page, 'Bo')]
    await page.getByRole('button', { name: 'Hide Bo’s tab' }).click()
    await send(ana, 'Peekaboo')
    const sent = messageIn(ana, 'Peekaboo')
    await eventually(() => sent.textContent()).toContain('Read by 1 of 2')
    await eventually(() => bo.getByText('Peekaboo').count()).toBe(1)
    await page.getByRole('button', { name: 'Show Bo’s tab' }).click()
    await tick(sent, 'read')
  })

  test('[DEM10] over a slow network a tick turns later', async () => {
    const page = await stage().visit()
    const ana = paneOf(page, 'Ana')
    await page.getByRole('button', { name: 'Slow Bo’s network' }).click()
    await page.getByRole('button', { name: 'Slow Cy’s network' }).click()
    await send(ana, 'Slowly')
    const sentAt = performance.now()
    await tick(messageIn(ana, 'Slowly'), 'read')
    // Two seconds there and two back.
    expect(performance.now() - sentAt).toBeGreaterThan(3_000)
  })

  test('[DEM10] who reads privately shows nothing of it, then or later', async () => {
    const page = await stage().visit()
    const [ana, bo] = [paneOf(page, 'Ana'), paneOf(page, 'Bo')]
    await page.getByRole('button', { name: 'Settings of Bo' }).click()
    await bo.getByRole('switch', { name: 'Read privately' }).click()
    await page.getByRole('button', { name: 'Settings of Bo' }).click()
    await send(ana, 'Secret')
    const sent = messageIn(ana, 'Secret')
    await eventually(() => sent.textContent()).toContain('Read by 1 of 2')
    await page.getByRole('button', { name: 'Settings of Bo' }).click()
    await bo.getByRole('switch', { name: 'Read privately' }).click()
    await page.getByRole('button', { name: 'Settings of Bo' }).click()
    await send(ana, 'Open')
    await tick(messageIn(ana, 'Open'), 'read')
    await sent.hover()
    await sent.locator('.tallymark-seen-by').click()
    const list = page.getByRole('dialog')
    const names = (section: string) => list.getByRole('region', { name: section }).locator('li bdi').allTextContents()
    // Each part of the list comes by itself.
    await eventually(() => names('Read 1')).toEqual(['Cy'])
    await eventually(() => names('Delivered 1')).toEqual(['Bo'])
  })
})

test('[DEM11] five hundred read at once, and the panel shows how little went over the wire', async () => {
  const page = await stage().visit()
  await letCrowdRead(page, 'Has everybody seen this?')
  const [ours, theirs] = await page
    .getByRole('region', { name: 'What went over the wire' })
    .getByRole('status')
    .allTextContents()
  const [frames, broadcasts] = [ours, theirs].map((text) => Number(text?.replaceAll(',', ''))) as [number, number]
  expect(broadcasts).toBeGreaterThan(900)
  expect(frames).toBeGreaterThan(0)
  expect(frames).toBeLessThan(broadcasts / 5)
  const ana = paneOf(page, 'Ana')
  await ana.getByRole('button', { name: 'All 500 members have read this' }).waitFor()
  await send(ana, 'And this?')
  await ana.getByRole('button', { name: '500 members read this now' }).waitFor()
})

test('[DEM13] where all messages fit into their box no button goes to the newest one', async () => {
  const page = await stage().visit('/', { viewport: { width: 1440, height: 1_400 } })
  const ana = paneOf(page, 'Ana')
  await openIn(ana, 'Town hall')
  await messageIn(ana, 'The minutes of last week').waitFor()
  const toNewest = ana.getByRole('button', { name: 'To the newest message' })
  // The list is long for a moment, as before its parts have their heights.
  await page.evaluate(`(() => {
    const scroller = document.querySelector('.scroller')
    const list = scroller.querySelector('.list')
    list.style.minHeight = '5000px'
    scroller.dispatchEvent(new Event('scroll'))
    list.style.minHeight = '11px'
    list.style.paddingBlockEnd = '1px'
  })()`)
  await eventually(() => toNewest.count()).toBe(0)
  await page.waitForTimeout(500)
  expect(await toNewest.count()).toBe(0)
})

describe('in a window of one’s own', () => {
  test('[DEM12] another window of the same person knows what was read', async () => {
    const page = await stage().visit('/?as=bo')
    const second = await page.context().newPage()
    await second.goto(`${stage().address}/?as=bo`)
    const alone = paneOf(page, 'Bo')
    await openIn(alone, 'Ana')
    await messageIn(alone, 'save me a seat').waitFor()
    const badge = paneOf(second, 'Bo').getByRole('navigation').getByRole('button', { name: /^Ana/ })
    await eventually(() => badge.textContent()).not.toContain('unread')
  })

  test('[DEM12] marked as unread, a message stays so until it is seen anew, and the badge says so', async () => {
    const page = await stage().visit('/?as=cy')
    const cy = paneOf(page, 'Cy')
    const button = cy.getByRole('navigation').getByRole('button', { name: /^Book club/ })
    await eventually(() => button.textContent()).toContain('4 unread')
    await openIn(cy, 'Book club')
    await messageIn(cy, 'Chairs are limited').waitFor()
    await eventually(() => button.textContent()).not.toContain('unread')
    const message = messageIn(cy, 'Finished. I say nothing')
    await message.hover()
    await message.getByRole('button', { name: 'Options of the message' }).click()
    await page.getByRole('menuitem', { name: 'Mark as unread' }).click()
    await eventually(() => button.textContent()).toContain('2 unread')
    await cy.getByText('2 new messages').waitFor()
    await page.waitForTimeout(600)
    expect(await button.textContent()).toContain('2 unread')
  })

  test('[DEM12] who leaves sees no more of a conversation, and joins again; who deletes leaves no text', async () => {
    const page = await stage().visit()
    const [ana, bo] = [paneOf(page, 'Ana'), paneOf(page, 'Bo')]
    await send(ana, 'Gone in a moment')
    const message = messageIn(ana, 'Gone in a moment')
    await tick(message, 'read')
    await message.hover()
    await message.getByRole('button', { name: 'Options of the message' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await eventually(() => bo.getByText('Gone in a moment').count()).toBe(0)
    await bo.getByRole('button', { name: 'Members' }).click()
    await bo.getByRole('button', { name: 'Leave' }).click()
    await send(ana, 'Without Bo')
    await eventually(() => messageIn(ana, 'Without Bo').textContent()).toContain('Read')
    expect(await bo.getByText('Without Bo').count()).toBe(0)
    await page.reload()
    await messageIn(ana, 'Without Bo').waitFor()
    await openIn(bo, 'Weekend walk')
    await bo.getByRole('button', { name: 'Join' }).click()
    await send(ana, 'With Bo')
    await messageIn(bo, 'With Bo').waitFor()
    await tick(messageIn(ana, 'With Bo'), 'read')
  })
})
