import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTallymark, type Tallymark } from './open-tallymark.ts'
import { openDatabase } from './storage/sqlite/open-database.ts'

let folder: string
let tallymark: Tallymark

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallymark-'))
})

afterEach(async () => {
  await tallymark?.close()
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

const codeOf = (error: { code: string }): string => error.code

test.each(['file', 'memory'])('[LIB2] on a %s it is closed once, and then refuses what is asked', async (kind) => {
  tallymark = await openTallymark({ database: kind === 'file' ? `file:${join(folder, 'twice.db')}` : ':memory:' })
  await tallymark.createConversation({ conversationId: 'c1', participants: ['alice', 'bob'] })
  const posting = tallymark.post({ conversationId: 'c1', messageId: 'm1', senderId: 'alice' })
  await Promise.all([tallymark.close(), tallymark.close()])
  await tallymark.close()
  expect(await posting).toMatchObject({ seq: 1 })
  expect(await tallymark.post({ conversationId: 'c1', messageId: 'm2' }).catch(codeOf)).toBe('stopping')
  expect(await tallymark.getConversation({ conversationId: 'c1' }).catch(codeOf)).toBe('stopping')
  expect(await tallymark.postWithin({} as never, { conversationId: 'c1', messageId: 'm2' }).catch(codeOf)).toBe(
    'stopping',
  )
  expect(() => tallymark.watch({ conversationId: 'c1' }, () => undefined)).toThrow(
    expect.objectContaining({ code: 'stopping' }),
  )
})

test('[LIB2] what is refused after the close says so, and not to try again', async () => {
  tallymark = await openTallymark({ database: `file:${join(folder, 'closed.db')}` })
  await tallymark.close()
  const input = { conversationId: 'c1' }
  const closed = {
    code: 'stopping',
    isTemporary: false,
    message: 'Nothing more is taken here. This Tallymark was closed; ask another one, from openTallymark.',
  }
  await expect(tallymark.getConversation(input)).rejects.toMatchObject(closed)
  await expect(tallymark.createConversation(input)).rejects.toMatchObject(closed)
  await expect(tallymark.postWithin({} as never, { ...input, messageId: 'm1' })).rejects.toMatchObject(closed)
  expect(() => tallymark.watch(input, () => undefined)).toThrow(expect.objectContaining(closed))
})

test('[LIB2] await using closes it', async () => {
  const database = `file:${join(folder, 'using.db')}`
  {
    await using one = await openTallymark({ database })
    await one.createConversation({ conversationId: 'c1' })
    tallymark = one
  }
  expect(await tallymark.getConversation({ conversationId: 'c1' }).catch(codeOf)).toBe('stopping')
})

test('[LIB4] with timers of a test in place of the real ones changes are committed all the same', async () => {
  vi.useFakeTimers()
  try {
    tallymark = await openTallymark({ database: `file:${join(folder, 'timers.db')}` })
    await tallymark.createConversation({ conversationId: 'c1', participants: ['alice', 'bob'] })
    await tallymark.post({ conversationId: 'c1', messageId: 'm1', senderId: 'alice' })
    const { read } = await tallymark.markRead({ conversationId: 'c1', recipientId: 'bob', messageId: 'm1' })
    expect(read).toBe('1')
  } finally {
    vi.useRealTimers()
  }
})

test.each(['nats://127.0.0.1:4222', 'redis:127.0.0.1', ''])('[BUS9] %j is no bus', async (bus) => {
  const file = join(folder, 'bus.db')
  await expect(openTallymark({ database: `file:${file}`, bus })).rejects.toThrow('The bus must be an address')
  // The file was let go of: somebody may have it alone.
  openDatabase({ file, toCopy: true }).close()
})

test.each([undefined, null, new URL('file:///tmp/x.db')])('[STO3] %s is no database', async (database) => {
  await expect(openTallymark({ database: database as never })).rejects.toThrow(
    'write file:PATH, :memory: or postgres://',
  )
})
