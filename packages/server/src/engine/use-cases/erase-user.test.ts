import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { codeOf, openChat } from '../../../testing/chat.ts'
import { openTallymark } from '../../open-tallymark.ts'

const erase = (chat: Awaited<ReturnType<typeof openChat>>, userId: string) => chat.tallymark.eraseUser({ userId })

test('[PRV6] erasing a user removes profile, memberships, sets, receipts and times', async () => {
  await using chat = await openChat()
  await chat.tallymark.createConversation({ conversationId: 'c2', participants: ['bob'] })
  await chat.tallymark.putUser({ userId: 'bob', userName: 'Bob' })
  await chat.post('alice')
  await chat.read('bob', { messageId: 'm1' })
  expect(await erase(chat, 'bob')).toEqual({ userId: 'bob', conversations: 2 })
  expect(await codeOf(chat.tallymark.getUser({ userId: 'bob' }))).toBe('unknown_user')
  expect(await codeOf(chat.tallymark.getInbox({ userId: 'bob' }))).toBe('unknown_user')
  expect(await codeOf(chat.participant('bob'))).toBe('not_a_participant')
  const status = await chat.status('m1')
  expect(status).toMatchObject({ totalRecipients: 1, readCount: 0, deliveredCount: 0 })
  expect(JSON.stringify(status)).not.toMatch(/bob/i)
  expect(await codeOf(erase(chat, 'bob'))).toBe('unknown_user')
})

test('[PRV6] its messages stay, without a sender that anyone can name', async () => {
  await using chat = await openChat()
  await chat.post('bob', 2)
  await erase(chat, 'bob')
  expect(await chat.status('m1')).toMatchObject({ senderId: null, totalRecipients: 2 })
  expect(await chat.unread('alice')).toMatchObject({ unreadCount: 2 })
  expect(await chat.tallymark.post({ conversationId: 'c1', messageId: 'm3', senderId: 'alice' })).toMatchObject({
    seq: 3,
  })
})

test('[PRV6] the same id coming back later is a new user', async () => {
  await using chat = await openChat()
  await chat.post('alice')
  await chat.post('bob')
  await chat.read('bob', { messageId: 'm1' })
  await erase(chat, 'bob')
  const bob = await chat.join('bob', 'all')
  expect(bob).toMatchObject({ delivered: '', read: '', revision: 1, sharing: null })
  expect(await chat.unread('bob')).toMatchObject({ unreadCount: 2, lastReadMessageId: null })
  expect(await chat.status('m2')).toMatchObject({ senderId: null, totalRecipients: 3 })
  const again = chat.tallymark.post({ conversationId: 'c1', messageId: 'm2', senderId: 'bob' })
  expect(await codeOf(again)).toBe('message_conflict')
  chat.tick(60_000)
  await chat.read('bob', { messageId: 'm1' })
  const back = (await chat.status('m1')).recipientStatuses?.find(({ userId }) => userId === 'bob')
  expect(back?.readAt).toEqual(new Date(Date.UTC(2030, 0, 1, 0, 1)))
})

test('[PRV6] the next new user gets nothing of the one who was erased', async () => {
  await using chat = await openChat(['alice', 'bob'])
  await chat.post('alice')
  await chat.read('bob', { messageId: 'm1' })
  await erase(chat, 'bob')
  await chat.join('dave', 'all')
  expect(await chat.participant('dave')).toMatchObject({ delivered: '', read: '' })
  expect(await chat.status('m1')).toMatchObject({ readCount: 0, totalRecipients: 1 })
})

test('[PRV6] nothing of an erased user is left in the database file', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-'))
  context.onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'receipts.db')
  const tallymark = await openTallymark({ database: `file:${file}` })
  await tallymark.putUser({ userId: 'bob', userName: 'Robert of Nowhere' })
  await tallymark.createConversation({ conversationId: 'c1', participants: ['alice', 'bob'] })
  await tallymark.post({ conversationId: 'c1', messageId: 'm1', senderId: 'alice' })
  await tallymark.markRead({ conversationId: 'c1', recipientId: 'bob', messageId: 'm1' })
  await tallymark.eraseUser({ userId: 'bob' })
  await tallymark.close()
  const database = new DatabaseSync(file, { readOnly: true })
  const rowsOf = (table: string) => database.prepare(`select count(*) as rows from ${table}`).get()?.rows
  const rows = Object.fromEntries(['user', 'participant', 'receipt', 'message'].map((table) => [table, rowsOf(table)]))
  database.close()
  expect(rows).toEqual({ user: 1, participant: 1, receipt: 0, message: 1 })
  expect(readFileSync(file).includes('Robert of Nowhere')).toBe(false)
})
