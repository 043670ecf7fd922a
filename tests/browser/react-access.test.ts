import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { faultsOf } from './accessible.ts'
import type { Scene } from './pages/scene.ts'
import { onStage, stageForTests, tickOn, ticksOf } from './react-stage.ts'

const stage = stageForTests()

let conversationId: string
beforeAll(async () => {
  conversationId = await stage().conversation(12, { participants: ['alice', 'bob', 'carol', 'dave'] })
  await stage().read(conversationId, 'bob', { upToMessageId: 'm6' })
  await stage().read(conversationId, 'carol', { upToMessageId: 'm3' })
  await stage().read(conversationId, 'dave', { upToMessageId: 'm3' })
})
const asAlice = (over: Partial<Scene> = {}): Scene => ({
  userId: 'alice',
  conversationId,
  messages: 12,
  hasSeenBy: true,
  ...over,
})
const asBob = (over: Partial<Scene> = {}): Scene => ({
  userId: 'bob',
  conversationId,
  messages: 12,
  hasSettings: true,
  isAway: true,
  ...over,
})

describe('axe', () => {
  const looks = [
    ['light', { theme: 'light' }],
    ['dark', { theme: 'dark' }],
    ['Arabic', { locale: 'ar' }],
  ] as const
  test.each(looks)(
    '[ACY1] finds nothing in the parts of who writes and who reads: %s',
    async (_, look) => {
      const alice = await stage().open(asAlice({ ...look, at: 'top' }))
      await tickOn(alice, 'm1').toBe('read')
      expect(await faultsOf(alice)).toEqual([])
      await alice.locator('#m5 .tallymark-seen-by').click()
      await alice.locator('.tallymark-reader').nth(2).waitFor()
      expect(await faultsOf(alice)).toEqual([])
      const bob = await stage().open(asBob(look))
      await bob.locator('.tallymark-divider').waitFor()
      await bob.locator('.tallymark-jump').focus()
      expect(await faultsOf(bob)).toEqual([])
    },
    60_000,
  )

  test('[RCT11] [ACY1] the settings say what is chosen, change by keyboard, and give no choice where the conversation leaves none', async () => {
    const page = await stage().open(asBob())
    await page.getByLabel('Share everything').focus()
    await page.keyboard.press('ArrowDown')
    expect(await page.getByLabel('Share deliveries only').isChecked()).toBe(true)
    await page.getByRole('switch', { name: 'Read privately' }).press('Space')
    expect(await page.getByRole('switch').isChecked()).toBe(true)
    expect(await onStage(page, (on) => on.sharing())).toEqual({ sharing: 'delivered', private: true })
    const bound = await stage().open(asBob({ policy: 'required' }))
    expect(await bound.getByLabel('Share everything').isChecked()).toBe(true)
    expect(await bound.getByRole('radio', { disabled: true }).count()).toBe(3)
    expect(await faultsOf(bound)).toEqual([])
  })
})

/** What picture the ticks of a message are. */
const drawn = (page: Page, messageId: string) =>
  ticksOf(page, messageId)
    .locator('path')
    .evaluate((path) => path.getAttribute('d'))

describe('ticks', () => {
  test('[ACY2] have words, and read is told from delivered by more than colour', async () => {
    const page = await stage().open(asAlice({ at: 'top' }))
    await eventually(() => ticksOf(page, 'm1').textContent()).toBe('Read by all')
    await eventually(() => ticksOf(page, 'm5').textContent()).toBe('Read by 1 of 3')
    expect(await drawn(page, 'm1')).not.toBe(await drawn(page, 'm5'))
    const direct = await stage().conversation(2)
    await stage().read(direct, 'bob', { messageId: 'm1' })
    await stage().ask('POST', `/v1/conversations/${direct}/delivered`, { recipientId: 'bob', messageId: 'm2' })
    await page.close()
    const other = await stage().open(asAlice({ conversationId: direct, messages: 2 }))
    await tickOn(other, 'm1').toBe('read')
    await tickOn(other, 'm2').toBe('delivered')
    expect(await drawn(other, 'm1')).not.toBe(await drawn(other, 'm2'))
  })

  test.each(['light', 'dark'] as const)(
    '[ACY2] stand out from what is behind them, 3 to 1 and more: %s',
    async (theme) => {
      const page = await stage().open(asAlice({ theme, at: 'top', sending: { m13: 'failed' }, messages: 13 }), {
        reducedMotion: 'reduce',
      })
      await tickOn(page, 'm1').toBe('read')
      const ratios = await onStage(page, (on) => on.contrasts('.tallymark-ticks[data-status]', 'li p'))
      expect(ratios.length).toBeGreaterThan(5)
      expect(Math.min(...ratios)).toBeGreaterThan(3)
    },
  )

  test('[ACY6] say in which language and direction they speak', async () => {
    const page = await stage().open(asAlice({ locale: 'ar', at: 'top' }))
    await eventually(() => ticksOf(page, 'm1').textContent()).toBe('قرأها الجميع')
    expect([await ticksOf(page, 'm1').getAttribute('lang'), await ticksOf(page, 'm1').getAttribute('dir')]).toEqual([
      'ar',
      'rtl',
    ])
  })
})

describe('small screens and large text', () => {
  test('[ACY6] 320 pixels are enough, every target has 24, and nothing is cut off at twice the size', async () => {
    const phone = { viewport: { width: 320, height: 640 } }
    const alice = await stage().open(asAlice({ at: 'top' }), phone)
    await alice.locator('#m5 .tallymark-seen-by').click()
    await alice.locator('.tallymark-reader').nth(2).waitFor()
    const bob = await stage().open(asBob(), phone)
    await bob.locator('.tallymark-jump').waitFor()
    for (const page of [alice, bob]) {
      expect(await onStage(page, (on) => on.overflowing())).toEqual([])
      const targets = page.locator('button, label:has(input)')
      for (const box of await Promise.all((await targets.all()).map((target) => target.boundingBox())))
        expect(Math.min(box?.width ?? 24, box?.height ?? 24)).toBeGreaterThanOrEqual(24)
      await page.setViewportSize({ width: 640, height: 1_280 })
      await page.evaluate("document.documentElement.style.fontSize = '200%'")
      expect(await onStage(page, (on) => on.overflowing())).toEqual([])
    }
  })
})

describe('the announcer', () => {
  test('[ACY4] tells once, politely, how far one’s newest message has come, when that has been quiet', async () => {
    const participants = ['alice', ...Array.from({ length: 30 }, (_, i) => `p${i}`)]
    const busy = await stage().conversation(2, { participants })
    const page = await stage().open(asAlice({ conversationId: busy, messages: 2, quietMs: 1_500 }))
    await tickOn(page, 'm2').toBe('sent')
    // Few requests: on a busy machine a pause between many is long enough to be told of what was read so far.
    const marks = participants.slice(1).map((recipientId) => ({ conversationId: busy, kind: 'read', recipientId }))
    for (const some of [marks.slice(0, 10), marks.slice(10, 20), marks.slice(20)])
      await stage().ask('POST', '/v1/marks', { marks: some.map((mark) => ({ ...mark, messageIds: ['m1', 'm2'] })) })
    await eventually(() => onStage(page, (on) => on.announced)).toEqual(['Your newest message: Read by all'])
    expect(await page.locator('[aria-live]').getAttribute('aria-live')).toBe('polite')
  })
})
