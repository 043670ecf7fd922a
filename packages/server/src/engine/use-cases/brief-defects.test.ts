import { expect, test } from 'vitest'
import { codeOf, openChat } from '../../../testing/chat.ts'

test('[RCP1] [RCP3] no find-then-insert race: marks at the same moment make one receipt and lose none', async () => {
  await using chat = await openChat(['alice', 'bob'])
  await chat.post('alice', 50)
  const ids = Array.from({ length: 50 }, (_, i) => `m${i + 1}`)
  const marks = ids.flatMap((messageId) => [
    chat.deliver('bob', { messageId }),
    chat.read('bob', { messageId }),
    chat.read('bob', { messageId }),
  ])
  await Promise.all(marks)
  expect(await chat.participant('bob')).toMatchObject({ delivered: '1:50', read: '1:50' })
  for (const messageId of ids)
    expect(await chat.status(messageId)).toMatchObject({ totalRecipients: 1, deliveredCount: 1, readCount: 1 })
})

test('[STA1] reading in bulk moves the status of every message it covers', async () => {
  await using chat = await openChat(['alice', 'bob'])
  await chat.post('alice', 3)
  await chat.tallymark.bulkMarkRead({ conversationId: 'c1', recipientId: 'bob', upToMessageId: 'm2' })
  const statuses = await Promise.all(['m1', 'm2', 'm3'].map((id) => chat.status(id)))
  expect(statuses.map(({ overallStatus }) => overallStatus)).toEqual(['read', 'read', 'sent'])
})

test('[UNR1] the unread count is not 0 while messages after the one read up to are unread', async () => {
  await using chat = await openChat(['alice', 'bob'])
  await chat.post('alice', 5)
  await chat.tallymark.bulkMarkRead({ conversationId: 'c1', recipientId: 'bob', upToMessageId: 'm2' })
  expect((await chat.unread('bob')).unreadCount).toBe(3)
})

test('[UNR5] the last read message does not move backwards', async () => {
  await using chat = await openChat(['alice', 'bob'])
  await chat.post('alice', 5)
  for (const upToMessageId of ['m5', 'm2'])
    await chat.tallymark.bulkMarkRead({ conversationId: 'c1', recipientId: 'bob', upToMessageId })
  expect((await chat.unread('bob')).lastReadMessageId).toBe('m5')
})

test('[MEM2] a leaver’s receipts do not count towards "all"', async () => {
  await using chat = await openChat()
  await chat.post('alice')
  await chat.read('carol', { messageId: 'm1' })
  await chat.leave('carol')
  expect(await chat.status('m1')).toMatchObject({ overallStatus: 'sent', totalRecipients: 1, readCount: 0 })
  await chat.read('bob', { messageId: 'm1' })
  expect(await chat.status('m1')).toMatchObject({ overallStatus: 'read', summaryText: 'Read' })
})

test('[STA2] a message with no recipients is not read', async () => {
  await using chat = await openChat(['alice', 'bob'])
  await chat.post('alice')
  await chat.leave('bob')
  expect(await chat.status('m1')).toMatchObject({ overallStatus: 'sent', totalRecipients: 0, summaryText: 'Sent' })
})

test('[MEM4] the recipient must be in the conversation, and the viewer too', async () => {
  await using chat = await openChat()
  await chat.post('alice')
  expect(await codeOf(chat.read('mallory', { messageId: 'm1' }))).toBe('not_a_participant')
  expect(await codeOf(chat.status('m1', 'mallory'))).toBe('not_a_participant')
})

test('[STA1] statuses are not stored: who leaves or joins again moves them without a mark', async () => {
  await using chat = await openChat()
  await chat.post('alice')
  await chat.read('bob', { messageId: 'm1' })
  const statusNow = async () => (await chat.status('m1')).overallStatus
  expect(await statusNow()).toBe('partial')
  await chat.leave('carol')
  expect(await statusNow()).toBe('read')
  await chat.join('carol')
  expect(await statusNow()).toBe('partial')
})
