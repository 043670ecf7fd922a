import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { eventually } from '../../packages/server/testing/eventually.ts'
import { faultsOf } from './accessible.ts'
import { stageForTests } from './react-stage.ts'

const stage = stageForTests('pages/quick-start-page.tsx')

test('[RCT13] the quick start, of less than thirty lines, adds ticks, readers, badge, divider and reading to a chat', async () => {
  const text = readFileSync(new URL('../../examples/quick-start.tsx', import.meta.url), 'utf8')
  expect(text.trimEnd().split('\n').length).toBeLessThan(30)
  const conversationId = await stage().conversation(1)
  await stage().post(conversationId, 'm2', 'bob')
  const alice = await stage().open({ userId: 'alice', conversationId, messages: 2 })
  await alice.getByText('1 new message', { exact: true }).waitFor()
  await eventually(() => alice.locator('.tallymark-badge').count()).toBe(0)
  await eventually(() => alice.locator('.tallymark-ticks').textContent()).toBe('Sent')
  const bob = await stage().open({ userId: 'bob', conversationId, messages: 2 })
  await eventually(() => bob.locator('.tallymark-ticks').textContent()).toBe('Read')
  await eventually(() => alice.locator('.tallymark-ticks').textContent()).toBe('Read')
  await alice.locator('.tallymark-seen-by').click()
  await alice.locator('.tallymark-reader').waitFor()
  expect(await faultsOf(alice)).toEqual([])
  expect(stage().complaints).toEqual([])
})
