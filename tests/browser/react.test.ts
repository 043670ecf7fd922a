import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { onStage, stageForTests, tickOn, ticksOf } from './react-stage.ts'

const stage = stageForTests()

const renders = (page: Page) => onStage(page, (on) => on.takeRenders())

/** Waits until nothing has rendered for a while. */
const rested = (page: Page) =>
  eventually(async () => {
    await renders(page)
    await setTimeout(300)
    return renders(page)
  }).toEqual({})

describe('ticks', () => {
  test('[RCT1] bob reads, and alice’s tick turns', async () => {
    const conversationId = await stage().conversation(3)
    const alice = await stage().open({ userId: 'alice', conversationId, messages: 3 })
    await tickOn(alice, 'm3').toBe('sent')
    await stage().open({ userId: 'bob', conversationId, messages: 3, reads: true })
    await tickOn(alice, 'm3').toBe('read')
    expect(await ticksOf(alice, 'm3').textContent()).toBe('Read')
    expect(stage().complaints).toEqual([])
  })

  test('[RCT1] what the chat alone knows shows until the server knows it, and what is deleted shows nothing', async () => {
    const conversationId = await stage().conversation(2)
    const alice = await stage().open({
      userId: 'alice',
      conversationId,
      messages: 3,
      sending: { m2: 'failed', m3: 'sending' },
    })
    await tickOn(alice, 'm2').toBe('sent')
    await tickOn(alice, 'm3').toBe('sending')
    await stage().post(conversationId, 'm3')
    await tickOn(alice, 'm3').toBe('sent')
    await stage().ask('DELETE', `/v1/conversations/${conversationId}/messages/m3`, {})
    await tickOn(alice, 'm3').toBe(null)
  })

  test('[RCT2] of 1,000 messages on the page only the one renders that a receipt is for', async () => {
    const conversationId = await stage().conversation(1_000, { participants: ['alice', 'bob', 'carol'] })
    const page = await stage().open({ userId: 'alice', conversationId, messages: 1_000 })
    await tickOn(page, 'm960').toBe('sent')
    await rested(page)
    await stage().read(conversationId, 'bob', { messageId: 'm995' })
    await eventually(() => ticksOf(page, 'm995').textContent()).toBe('Read by 1 of 2')
    expect(await renders(page)).toEqual({ 'ticks m995': 1 })
  })

  test('[RCT4] the window follows the screen: back by scrolling and by a jump to where nothing is known', async () => {
    const conversationId = await stage().conversation(600)
    await stage().read(conversationId, 'bob', { messageIds: ['m30', 'm300'] })
    const page = await stage().open({ userId: 'alice', conversationId, messages: 600 })
    await tickOn(page, 'm600').toBe('sent')
    await page.locator('#m300').scrollIntoViewIfNeeded()
    await tickOn(page, 'm300').toBe('read')
    // What has left the window stays as it was known last.
    await tickOn(page, 'm600').toBe('sent')
    await page.locator('#m1').scrollIntoViewIfNeeded()
    await tickOn(page, 'm30').toBe('read')
    // Back at the newest one, what comes is watched again.
    await page.locator('#m600').scrollIntoViewIfNeeded()
    await stage().read(conversationId, 'bob', { messageId: 'm600' })
    await tickOn(page, 'm600').toBe('read')
    await onStage(page, (on) => on.add())
    await stage().post(conversationId, 'm601')
    await tickOn(page, 'm601').toBe('sent')
  })
})

describe('reading', () => {
  test('[RCT5] what was seen is marked as read, what is below the edge is not', async () => {
    const conversationId = await stage().conversation(40)
    const alice = await stage().open({ userId: 'alice', conversationId, messages: 40 })
    const bob = await stage().open({ userId: 'bob', conversationId, messages: 40, reads: true, at: 'top' })
    await tickOn(alice, 'm5').toBe('read')
    await tickOn(alice, 'm40').not.toBe('read')
    await bob.locator('#m40').scrollIntoViewIfNeeded()
    await tickOn(alice, 'm40').toBe('read')
  })

  test('[RCT5] nothing is read while nobody is there, and all that is in view when somebody comes', async () => {
    const conversationId = await stage().conversation(3)
    const alice = await stage().open({ userId: 'alice', conversationId, messages: 3 })
    const bob = await stage().open({ userId: 'bob', conversationId, messages: 3, reads: true, isAway: true })
    await tickOn(alice, 'm3').toBe('delivered')
    await onStage(bob, (on) => on.setHere(true))
    await tickOn(alice, 'm3').toBe('read')
  })

  test('[RCT6] what was read privately stays hidden after the switch is turned off', async () => {
    const conversationId = await stage().conversation(2)
    const alice = await stage().open({ userId: 'alice', conversationId, messages: 3 })
    const scene = { userId: 'bob', conversationId, messages: 2, reads: true, isAway: true, hasSettings: true }
    const bob = await stage().open(scene)
    await bob.locator('.tallymark-jump').waitFor()
    // What was read privately before it was told that it arrived shows nothing at all.
    await tickOn(alice, 'm2').toBe('delivered')
    await bob.getByRole('switch').check()
    await onStage(bob, (on) => on.setHere(true))
    await eventually(() => bob.locator('.tallymark-jump').count()).toBe(0)
    await bob.getByRole('switch').uncheck()
    await stage().post(conversationId, 'm3')
    await onStage(bob, (on) => on.add())
    await tickOn(alice, 'm3').toBe('read')
    await tickOn(alice, 'm2').toBe('delivered')
    await tickOn(alice, 'm1').toBe('delivered')
  })
})

describe('in StrictMode', () => {
  test('[RCT3] parts work, complain of nothing, and leave nothing behind', async () => {
    const conversationId = await stage().conversation(3)
    const scene = { conversationId, messages: 3, isStrict: true, hasSeenBy: true, hasSettings: true, reads: true }
    const tall = { viewport: { width: 480, height: 1_000 } }
    const alice = await stage().open({ userId: 'alice', ...scene }, tall)
    await stage().open({ userId: 'bob', ...scene }, tall)
    await tickOn(alice, 'm3').toBe('read')
    await onStage(alice, (on) => on.show(false))
    await eventually(() => onStage(alice, (on) => on.leftBehind())).toEqual({ observers: 0, watches: 0 })
    await onStage(alice, (on) => on.show(true))
    await tickOn(alice, 'm3').toBe('read')
    expect(stage().complaints).toEqual([])
  })
})
