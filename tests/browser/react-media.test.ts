import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { faultsOf } from './accessible.ts'
import { onStage, stageForTests, tickOn, ticksOf } from './react-stage.ts'

const stage = stageForTests()

let conversationId: string
beforeAll(async () => {
  conversationId = await stage().conversation(3)
  await stage().read(conversationId, 'bob', { messageId: 'm1' })
  await stage().ask('POST', `/v1/conversations/${conversationId}/delivered`, { recipientId: 'bob', messageId: 'm2' })
})
const asAlice = () => ({
  userId: 'alice',
  conversationId,
  messages: 4,
  hasSeenBy: true,
  sending: { m4: 'failed' } as const,
})
const asBob = () => ({ userId: 'bob', conversationId, messages: 3, hasSettings: true, isAway: true })

/** A style of an element as it is computed. */
const styleOf = (page: Page, selector: string, name: string): Promise<string> =>
  page.evaluate(`getComputedStyle(document.querySelector('${selector}'))['${name}']`)

/** The colour that a name of the system stands for on a page. */
const systemColor = (page: Page, name: string): Promise<string> =>
  page.evaluate(`(() => {
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.cssText = 'forced-color-adjust: none; color: ${name}'
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  })()`)

describe('forced colours', () => {
  test.each(['light', 'dark'] as const)('[ACY7] draw the parts in colours of the system: %s', async (colorScheme) => {
    const options = { forcedColors: 'active', colorScheme, reducedMotion: 'reduce' } as const
    const alice = await stage().open({ ...asAlice(), theme: colorScheme }, options)
    await tickOn(alice, 'm1').toBe('read')
    await tickOn(alice, 'm2').toBe('delivered')
    const [highlight, text] = [await systemColor(alice, 'Highlight'), await systemColor(alice, 'CanvasText')]
    expect(await styleOf(alice, '#m1 .tallymark-ticks', 'color')).toBe(highlight)
    expect(await styleOf(alice, '#m2 .tallymark-ticks', 'color')).toBe(text)
    expect(Math.min(...(await onStage(alice, (on) => on.contrasts('.tallymark-ticks', 'body'))))).toBeGreaterThan(3)
    await alice.locator('#m1 .tallymark-seen-by').click()
    await alice.locator('.tallymark-reader').waitFor()
    expect(await faultsOf(alice)).toEqual([])
    const bob = await stage().open({ ...asBob(), theme: colorScheme }, options)
    await bob.locator('.tallymark-jump').waitFor()
    for (const part of ['.tallymark-badge', '.tallymark-jump', '.tallymark-divider'])
      expect([part, await styleOf(bob, part, 'color')]).not.toEqual([part, await systemColor(bob, 'Canvas')])
    // Whose background is its only shape has an edge here.
    expect(await styleOf(bob, '.tallymark-badge', 'borderTopStyle')).toBe('solid')
    expect(await faultsOf(bob)).toEqual([])
  })
})

describe('print', () => {
  test('[ACY7] leaves out what can be pressed, and is readable on white, of a dark page too', async () => {
    const options = { colorScheme: 'dark', reducedMotion: 'reduce' } as const
    const alice = await stage().open({ ...asAlice(), theme: 'dark' }, options)
    await tickOn(alice, 'm1').toBe('read')
    await alice.locator('#m1 .tallymark-seen-by').click()
    await alice.locator('.tallymark-reader').waitFor()
    const bob = await stage().open({ ...asBob(), theme: 'dark' }, options)
    await bob.locator('.tallymark-jump').waitFor()
    for (const page of [alice, bob]) await page.emulateMedia({ media: 'print' })
    expect(await alice.locator('.tallymark-dialog').isVisible()).toBe(false)
    expect(await bob.locator('.tallymark-jump').isVisible()).toBe(false)
    await eventually(() => ticksOf(alice, 'm1').isVisible()).toBe(true)
    const onWhite = (page: Page, selector: string) =>
      page.evaluate(`document.body.style.backgroundColor = 'white'; stage.contrasts('${selector}', 'body')`)
    for (const [page, part] of [
      [alice, '.tallymark-ticks'],
      [bob, '.tallymark-badge'],
      [bob, '.tallymark-divider'],
    ] as const)
      expect(Math.min(...((await onWhite(page, part)) as number[])), part).toBeGreaterThan(3)
  })
})
