import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openTallymark, type Tallymark } from './open-tallymark.ts'

const folder = mkdtempSync(join(tmpdir(), 'tallymark-'))
let tallymark: Tallymark

afterEach(async () => {
  await tallymark.close()
  rmSync(folder, { recursive: true, force: true })
})

test('[RCP5] a mark is there after the database was closed and opened again', async () => {
  const database = `file:${join(folder, 'receipts.db')}`
  tallymark = await openTallymark({ database })
  await tallymark.createConversation({ conversationId: 'c1', participants: ['alice', 'bob'] })
  await tallymark.post({ conversationId: 'c1', messageId: 'm1', senderId: 'alice' })
  const marked = await tallymark.markRead({ conversationId: 'c1', recipientId: 'bob', messageId: 'm1' })
  await tallymark.close()
  tallymark = await openTallymark({ database })
  const bob = await tallymark.getParticipant({ conversationId: 'c1', userId: 'bob' })
  expect(bob).toMatchObject(marked)
  expect(bob.read).toBe('1')
})
