import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { onStage, stageForTests } from './react-stage.ts'

const stage = stageForTests()

/** Before which message the divider stands, and what it says. */
const divider = (page: Page) =>
  eventually(async () => {
    const found = page.locator('li:has(> .tallymark-divider)')
    if ((await found.count()) === 0) return 'nowhere'
    return `${await found.getAttribute('id')}: ${await found.locator('.tallymark-divider').textContent()}`
  })

const jump = (page: Page) => page.locator('.tallymark-jump')
const bob = (conversationId: string, messages: number) => ({
  userId: 'bob',
  conversationId,
  messages,
  isAway: true,
  reads: true,
})

describe('the divider', () => {
  test('[RCT7] stays where the conversation was opened while one reads, and is elsewhere when it is opened anew', async () => {
    const conversationId = await stage().conversation(5)
    await stage().read(conversationId, 'bob', { upToMessageId: 'm3' })
    const page = await stage().open(bob(conversationId, 5))
    await divider(page).toBe('m4: 2 new messages')
    await onStage(page, (on) => on.setHere(true))
    await eventually(() => jump(page).count()).toBe(0)
    await divider(page).toBe('m4: 2 new messages')
    await page.reload()
    await eventually(() => onStage(page, (on) => on.isLive())).toBe(true)
    await divider(page).toBe('nowhere')
  })

  test('[RCT7] comes before what came while nobody looked, not before what came while somebody does', async () => {
    const conversationId = await stage().conversation(1)
    await stage().read(conversationId, 'bob', { upToMessageId: 'm1' })
    const page = await stage().open({ ...bob(conversationId, 1), isAway: false, reads: false })
    await eventually(() => onStage(page, (on) => on.isLive())).toBe(true)
    await stage().post(conversationId, 'm2')
    await onStage(page, (on) => on.add())
    await eventually(() => jump(page).textContent()).toBe('Jump to 1 unread message')
    await divider(page).toBe('nowhere')
    await onStage(page, (on) => on.setHere(false))
    await stage().post(conversationId, 'm3')
    await onStage(page, (on) => on.add())
    await divider(page).toBe('m2: 2 new messages')
  })

  test('[RCT7] goes to where one marks as unread from', async () => {
    const conversationId = await stage().conversation(4)
    const page = await stage().open({ ...bob(conversationId, 4), isAway: false })
    await divider(page).toBe('m1: 4 new messages')
    await eventually(() => jump(page).count()).toBe(0)
    await onStage(page, (on) => on.markUnread('m3'))
    await divider(page).toBe('m3: 2 new messages')
  })
})

describe('the button to the first unread message', () => {
  test('[RCT8] [ACY5] scrolls there, puts the focus on it, and is gone once nothing is unread', async () => {
    const conversationId = await stage().conversation(40)
    await stage().read(conversationId, 'bob', { upToMessageId: 'm3' })
    const page = await stage().open({ ...bob(conversationId, 40) })
    await jump(page).press('Enter')
    await eventually(() => page.evaluate('document.activeElement.id')).toBe('m4')
    await eventually(() => onStage(page, (on) => on.isInView('m4'))).toBe(true)
    await onStage(page, (on) => on.setHere(true))
    await page.locator('#m40').scrollIntoViewIfNeeded()
    await eventually(() => jump(page).count()).toBe(0)
  })

  test('[ACY5] is there at once for those who want less motion', async () => {
    const conversationId = await stage().conversation(40)
    const page = await stage().open(bob(conversationId, 40), { reducedMotion: 'reduce' })
    await jump(page).waitFor()
    const isThere = await onStage(page, (on) => {
      on.press('.tallymark-jump')
      return on.isInView('m1')
    })
    expect(isThere).toBe(true)
  })

  test('[RCT8] asks the application for a message that is not on the page, and goes on once it is', async () => {
    const conversationId = await stage().conversation(40)
    const page = await stage().open({ ...bob(conversationId, 40), firstMessage: 21 })
    await jump(page).click()
    await eventually(() => page.evaluate('document.activeElement.id')).toBe('m1')
  })
})

describe('badges', () => {
  test('[RCT9] say how many are unread in a conversation and in all, up to 99, with words for who does not see them', async () => {
    const participants = ['alice', 'carol']
    const other = await stage().conversation(101, { participants })
    const conversationId = await stage().conversation(2, { participants })
    const page = await stage().open({ userId: 'carol', conversationId, messages: 2, isAway: true })
    const [ofConversation, ofAll] = [page.locator('h1 .tallymark-badge'), page.locator('header > .tallymark-badge')]
    await eventually(() => ofConversation.textContent()).toBe('22 unread messages')
    await eventually(() => ofAll.textContent()).toBe('99+103 unread messages')
    await stage().read(other, 'carol', { upToMessageId: 'm101' })
    await stage().read(conversationId, 'carol', { upToMessageId: 'm2' })
    await eventually(() => ofConversation.count()).toBe(0)
  })
})

describe('hooks', () => {
  test('[RCT12] give what the views say, the same values until they change', async () => {
    const conversationId = await stage().conversation(3)
    const page = await stage().open({ ...bob(conversationId, 3), hasHooks: true })
    const said = () => onStage(page, (on) => on.hooks())
    await eventually(said).toMatchObject({
      connection: { state: 'open' },
      summaries: ['m1', 'm2', 'm3'],
      unread: { unreadCount: 3, firstUnreadMessageId: 'm1', lastReadMessageId: null, markedUnread: false },
      readers: { state: 'ready', readCount: 0 },
    })
    await onStage(page, (on) => on.takeRenders())
    await stage().post(conversationId, 'm4')
    await eventually(said).toMatchObject({ summaries: ['m1', 'm2', 'm3', 'm4'], unread: { unreadCount: 4 } })
    const renders = await onStage(page, (on) => on.takeRenders())
    expect(renders).not.toHaveProperty('connection')
  })
})
