import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { tokenOf } from '../../packages/server/testing/http-server.ts'
import { faultsOf } from './accessible.ts'
import { openChromium } from './chromium.ts'
import { ElementsStage } from './elements-stage.ts'
import type { ElementsPage } from './pages/elements-page.ts'

vi.setConfig({ testTimeout: 60_000 })

let browser: Browser
let stage: ElementsStage
beforeAll(async () => {
  browser = await openChromium()
  stage = await ElementsStage.start(browser)
}, 60_000)
afterEach(async () => expect(await stage.clear()).toEqual([]))
afterAll(async () => {
  await stage[Symbol.asyncDispose]()
  await browser.close()
})

const CROWD = Array.from({ length: 120 }, (_, i) => `p${i + 1}`)

const [COUNT, AT_ONCE] = [300, 25]
const MANY = Array.from({ length: COUNT }, (_, i) => `m${i + 1}`)

/** A conversation with 300 messages by alice; of those near one another the order is not promised. */
async function tellMany(conversationId: string): Promise<void> {
  await tell(conversationId)
  for (let at = 1; at < COUNT; at += AT_ONCE)
    await Promise.all(
      MANY.slice(at, at + AT_ONCE).map((messageId) =>
        stage.ask('POST', `${conversationId}/messages`, { messageId, senderId: 'alice' }),
      ),
    )
}

/** A conversation with a message by alice. */
async function tell(conversationId: string, others: readonly string[] = ['bob']): Promise<void> {
  await stage.ask('PUT', conversationId, { participants: ['alice', ...others] })
  await stage.ask('POST', `${conversationId}/messages`, { messageId: 'm1', senderId: 'alice' })
}

const mark = (conversationId: string, kind: 'read' | 'delivered', recipientId: string): Promise<void> =>
  stage.ask('POST', `${conversationId}/${kind}`, { recipientId, messageId: 'm1' })

const ticks = (conversationId: string): string =>
  `<tallymark-ticks conversation="${conversationId}" message="m1"></tallymark-ticks>`
const seenBy = (conversationId: string): string =>
  `<tallymark-seen-by conversation="${conversationId}" message="m1"></tallymark-seen-by>`

const status = (page: Page): Promise<string | null> => page.locator('.tallymark-ticks').getAttribute('data-status')
const path = (page: Page): Promise<string | null> => page.locator('.tallymark-ticks path').getAttribute('d')
const becomes = async (locator: Locator, text: string): Promise<void> =>
  eventually(() => locator.textContent()).toBe(text)

test('[ELM1] [ELM2] ticks turn while two people look, and say in words what they show', async () => {
  await tell('turn')
  const alice = await stage.open('alice', ticks('turn'))
  await becomes(alice.locator('tallymark-ticks'), 'Sent')
  const [sent, sentPath] = [await status(alice), await path(alice)]
  expect(await faultsOf(alice)).toEqual([])
  const bob = await stage.open('bob', ticks('turn'))
  await becomes(alice.locator('tallymark-ticks'), 'Delivered')
  const [delivered, deliveredPath] = [await status(alice), await path(alice)]
  await bob.evaluate(() =>
    (globalThis as unknown as ElementsPage).client?.conversation('turn').markRead({ messageId: 'm1' }),
  )
  await becomes(alice.locator('tallymark-ticks'), 'Read')
  expect([sent, delivered, await status(alice)]).toEqual(['sent', 'delivered', 'read'])
  expect(new Set([sentPath, deliveredPath, await path(alice)]).size).toBe(3)
  expect(await alice.locator('svg').getAttribute('aria-hidden')).toBe('true')
  expect(await faultsOf(alice)).toEqual([])
})

test('[ELM1] an update touches only what changed, and one message’s elements alone', async () => {
  await tell('touch', ['bob', 'carol', 'dave'])
  await stage.ask('POST', 'touch/messages', { messageId: 'm2', senderId: 'alice' })
  const other = '<tallymark-ticks conversation="touch" message="m2"></tallymark-ticks>'
  const alice = await stage.open('alice', ticks('touch') + other)
  await becomes(alice.locator('tallymark-ticks').first(), 'Sent')
  await becomes(alice.locator('tallymark-ticks').last(), 'Sent')
  await alice.evaluate(() => {
    const changes: string[] = []
    Object.assign(globalThis, { changes })
    const observer = new MutationObserver((records) => {
      for (const { type, target, attributeName } of records)
        changes.push(
          `${type} ${target.nodeName} ${attributeName} ${target.parentElement?.closest('tallymark-ticks')?.getAttribute('message')}`,
        )
    })
    observer.observe(document.body, { subtree: true, attributes: true, childList: true, characterData: true })
  })
  await mark('touch', 'read', 'bob')
  await becomes(alice.locator('tallymark-ticks').first(), 'Read by 1 of 3')
  const changes = (): Promise<string[]> =>
    alice.evaluate(() => (globalThis as unknown as { changes: string[] }).changes.splice(0))
  expect(new Set(await changes())).toEqual(new Set(['attributes SPAN title m1', 'childList SPAN null m1']))
  // A delivery that the line does not tell changes nothing.
  await mark('touch', 'delivered', 'carol')
  await stage.ask('POST', 'touch/delivered', { recipientId: 'bob', messageId: 'm2' })
  await becomes(alice.locator('tallymark-ticks').last(), 'Delivered to 1 of 3')
  expect(new Set(await changes())).toEqual(new Set(['attributes SPAN title m2', 'childList SPAN null m2']))
})

test('[ELM1] attributes may change, and what is off the page watches nothing', async () => {
  await tell('one')
  await tell('two')
  await mark('two', 'read', 'bob')
  const alice = await stage.open('alice', ticks('one'))
  await becomes(alice.locator('tallymark-ticks'), 'Sent')
  await alice.locator('tallymark-ticks').evaluate((element) => element.setAttribute('conversation', 'two'))
  await becomes(alice.locator('tallymark-ticks'), 'Read')
  await alice.locator('tallymark-ticks').evaluate((element) => element.setAttribute('message', 'm9'))
  await becomes(alice.locator('tallymark-ticks'), '')
  await alice.locator('tallymark-ticks').evaluate((element) => element.setAttribute('sending', 'failed'))
  await becomes(alice.locator('tallymark-ticks'), 'Not sent')
  expect(await status(alice)).toBe('failed')
  await alice.locator('tallymark-ticks').evaluate((element) => element.remove())
  const state = (): Promise<string | undefined> =>
    alice.evaluate(() => (globalThis as unknown as ElementsPage).client?.conversation('two').getSnapshot().state)
  // A view that nobody subscribes to is told nothing any more.
  await eventually(() => state()).toBe('stale')
})

test('[ELM2] a badge counts in figures and words, falls, and is gone at nothing', async () => {
  await tell('badge')
  await tell('badge2')
  for (let i = 2; i <= 120; i += 1) await stage.ask('POST', 'badge/messages', { messageId: `m${i}`, senderId: 'alice' })
  const parts =
    '<tallymark-unread-badge conversation="badge"></tallymark-unread-badge><hr><tallymark-unread-badge></tallymark-unread-badge>'
  const bob = await stage.open('bob', parts)
  const [one, all] = [bob.locator('tallymark-unread-badge').first(), bob.locator('tallymark-unread-badge').last()]
  await becomes(one, '99+120 unread messages')
  expect(await one.locator('[aria-hidden=true]').textContent()).toBe('99+')
  const inAll = async () => Number.parseInt((await all.locator('.tallymark-visually-hidden').textContent()) ?? '', 10)
  const before = await inAll()
  expect(await faultsOf(bob)).toEqual([])
  const readTo = (upToMessageId: string): Promise<void> =>
    stage.ask('POST', 'badge/read', { recipientId: 'bob', upToMessageId })
  await readTo('m119')
  await becomes(one, '11 unread message')
  await readTo('m120')
  await becomes(one, '')
  expect(await one.locator('*').count()).toBe(0)
  expect(await inAll()).toBe(before - 120)
})

test('[ELM3] the list of who has a message is opened, paged and closed by keyboard, and gives the focus back', async () => {
  await tell('crowd', CROWD)
  await mark('crowd', 'read', 'p7')
  await mark('crowd', 'delivered', 'p8')
  const alice = await stage.open('alice', `<button>Before</button>${seenBy('crowd')}`)
  await becomes(alice.locator('.tallymark-seen-by'), 'Read by 1 of 120')
  await alice.keyboard.press('Tab')
  await alice.keyboard.press('Tab')
  await alice.keyboard.press('Enter')
  const dialog = alice.getByRole('dialog', { name: 'Who has this message' })
  const list = (name: string) => dialog.getByRole('region', { name }).locator('li bdi')
  await eventually(() => list('Read 1').allTextContents()).toEqual(['p7'])
  await eventually(() => list('Delivered 1').allTextContents()).toEqual(['p8'])
  await eventually(() => list('Not yet 118').count()).toBe(50)
  expect(await faultsOf(alice)).toEqual([])
  for (const shown of [100, 118]) {
    const more = dialog.getByRole('button', { name: 'Show more' })
    // Tab goes through close, the list, and its button, and not to the page behind.
    for (let i = 0; i < 4 && !(await more.evaluate((button) => button === document.activeElement)); i += 1)
      await alice.keyboard.press('Tab')
    await alice.keyboard.press('Enter')
    await eventually(() => list('Not yet 118').count()).toBe(shown)
    expect(await alice.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true)
  }
  expect(await dialog.getByRole('button', { name: 'Show more' }).count()).toBe(0)
  await mark('crowd', 'read', 'p9')
  await eventually(() => list('Read 2').allTextContents()).toEqual(['p7', 'p9'])
  await eventually(() => list('Not yet 117').count()).toBe(117)
  await alice.keyboard.press('Escape')
  await eventually(() => alice.locator('dialog').count()).toBe(0)
  expect(await alice.evaluate(() => document.activeElement?.className)).toBe('tallymark-seen-by')
})

test('[ELM3] a list that cannot be loaded says so and can be tried again', async () => {
  await tell('again')
  await mark('again', 'read', 'bob')
  const alice = await stage.open('alice', seenBy('again'))
  await becomes(alice.locator('.tallymark-seen-by'), 'Read')
  await alice.route('**/status?*', (route) =>
    route.fulfill({ status: 200, body: 'no json', headers: { 'access-control-allow-origin': '*' } }),
  )
  await alice.locator('.tallymark-seen-by').click()
  const alert = alice.getByRole('alert')
  await becomes(alert, 'This could not be loaded. Try again')
  expect(await faultsOf(alice)).toEqual([])
  await alice.unroute('**/status?*')
  await alice.getByRole('button', { name: 'Try again' }).press('Enter')
  await becomes(alice.locator('.tallymark-reader bdi'), 'bob')
  expect(await alice.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true)
  await alice.mouse.click(5, 5)
  await eventually(() => alice.locator('dialog').count()).toBe(0)
})

test('[ELM2] in Arabic all is written from right to left, and the language may change', async () => {
  await tell('arabic')
  await mark('arabic', 'read', 'bob')
  const alice = await stage.open('alice', ticks('arabic') + seenBy('arabic'), 'arabic')
  await becomes(alice.locator('.tallymark-seen-by'), 'قُرئت')
  await alice.locator('.tallymark-seen-by').click()
  const dialog = alice.getByRole('dialog', { name: 'من وصلته هذه الرسالة' })
  await becomes(dialog.locator('li bdi'), 'bob')
  const read = async (locator: Locator) => [await locator.getAttribute('lang'), await locator.getAttribute('dir')]
  expect([await read(dialog), await read(alice.locator('.tallymark-ticks'))]).toEqual([
    ['ar', 'rtl'],
    ['ar', 'rtl'],
  ])
  expect(await faultsOf(alice)).toEqual([])
  await stage.show(alice, 'alice', 'english')
  await becomes(alice.locator('.tallymark-seen-by'), 'Read')
  await becomes(alice.locator('.tallymark-ticks'), 'Read')
  expect(await alice.locator('dialog').count()).toBe(0)
})

test('[ELM4] another client is refused until the first is closed, and then takes its place', async () => {
  await tell('login')
  const parts = '<tallymark-unread-badge conversation="login"></tallymark-unread-badge>'
  const page = await stage.open('bob', parts)
  await becomes(page.locator('tallymark-unread-badge'), '11 unread message')
  const define = (): Promise<unknown> =>
    page.evaluate(() => (globalThis as unknown as ElementsPage).define('carol')).catch((error: Error) => error.message)
  expect(await define()).toContain('The elements of this page show the receipts of another client.')
  await becomes(page.locator('tallymark-unread-badge'), '11 unread message')
  await page.evaluate(() => (globalThis as unknown as ElementsPage).client?.close())
  expect(await define()).toBeUndefined()
  await becomes(page.locator('tallymark-unread-badge'), '')
  // What carol’s client tries in vain is complained of until the page is gone.
  await page.close()
  stage.complaints.length = 0
})

test('[ELM5] the plain page works without a bundler: ana’s tick turns when bo has the message on the screen', async () => {
  await stage.ask('PUT', 'tea', { participants: ['ana', 'bo'] })
  await stage.ask('POST', 'tea/messages', { messageId: 'm1', senderId: 'ana' })
  const signIn = async (userId: string): Promise<Page> => {
    const page = await stage.visit(`/examples/plain.html?server=${encodeURIComponent(stage.served.address)}`)
    if (userId === 'ana') expect(await faultsOf(page)).toEqual([])
    await page.getByLabel('Name').fill(userId)
    await page.getByLabel('Token').fill(tokenOf(userId, Date.now()))
    await page.getByRole('button', { name: 'Sign in' }).click()
    return page
  }
  const ana = await signIn('ana')
  await becomes(ana.locator('tallymark-ticks'), 'Sent')
  const bo = await signIn('bo')
  await becomes(bo.locator('li'), 'm1 of ana ')
  await becomes(ana.locator('tallymark-ticks'), 'Read')
  await ana.locator('.tallymark-seen-by').press('Enter')
  await becomes(ana.locator('.tallymark-reader bdi'), 'bo')
  expect(await faultsOf(ana)).toEqual([])
  await becomes(bo.locator('tallymark-unread-badge'), '')
})

test.each([
  ['ana', 'nonsense', /^This token is not valid/],
  ['ana', tokenOf('bo', Date.now()), /^This token is of another name/],
])('[ELM5] the plain page says that it is not let in: %s', async (userId, token, line) => {
  const page = await stage.visit(`/examples/plain.html?server=${encodeURIComponent(stage.served.address)}`)
  await page.getByLabel('Name').fill(userId)
  await page.getByLabel('Token').fill(token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await eventually(() => page.getByRole('status').textContent()).toMatch(line)
})

test.each(['tallymark-ticks', 'tallymark-seen-by'])(
  '[ELM6] of 300 messages those show how far they have come that are scrolled to: %s',
  async (name) => {
    await tellMany(name)
    const read = (messageId: string) => stage.ask('POST', `${name}/read`, { recipientId: 'bob', messageId })
    await read('m1')
    const list = MANY.map((id) => `<p id="${id}">${id} <${name} conversation="${name}" message="${id}"></${name}></p>`)
    const alice = await stage.open('alice', '')
    const show = (html: string, last: string) =>
      alice.evaluate(
        ([all, id]) => {
          const place = document.getElementById('parts') as HTMLElement
          place.innerHTML = all
          document.getElementById(id)?.scrollIntoView()
        },
        [html, last] as const,
      )
    const on = (messageId: string) => alice.locator(`#${messageId} ${name}`)
    await show(list.join(''), 'm300')
    await becomes(on('m300'), 'Sent')
    expect(await on('m1').textContent()).toBe('')
    await on('m1').evaluate((element) => element.scrollIntoView())
    await becomes(on('m1'), 'Read')
    await on('m150').evaluate((element) => element.scrollIntoView())
    await becomes(on('m150'), 'Sent')
    await read('m150')
    await becomes(on('m150'), 'Read')
    // What has left the window stays as it was known, made anew too, and turns when it is scrolled to.
    await read('m300')
    await show(list.join(''), 'm1')
    expect([await on('m300').textContent(), await on('m150').textContent()]).toEqual(['Sent', 'Read'])
    await on('m300').evaluate((element) => element.scrollIntoView())
    await becomes(on('m300'), 'Read')
  },
)
