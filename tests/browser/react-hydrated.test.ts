import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { ServerRendered } from '../../packages/react/testing/server-rendered.tsx'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { stageForTests } from './react-stage.ts'

const stage = stageForTests('pages/hydrated-page.tsx', renderToString(createElement(ServerRendered, { client: null })))

test('[RCT3] what a server rendered is taken over without a warning, by a client that knows more', async () => {
  const conversationId = await stage().conversation(1)
  await stage().read(conversationId, 'bob', { messageId: 'm1' })
  const page = await stage().open({ userId: 'alice', conversationId, messages: 1 })
  expect(await page.locator('.tallymark-settings').count()).toBe(1)
  await eventually(() => page.locator('.tallymark-ticks').textContent()).toBe('Read')
  await eventually(() => page.locator('.tallymark-seen-by').textContent()).toBe('Read')
  expect(stage().complaints).toEqual([])
})
