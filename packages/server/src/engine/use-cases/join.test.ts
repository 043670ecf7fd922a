import { expect, test } from 'vitest'
import { codeOf, openChat } from '../../../testing/chat.ts'

test.each([
  ['none', 'none', '4:*'],
  ['all', 'all', '1:*'],
  ['from a message', { fromMessageId: 'm2' }, '2:*'],
  ['of a conversation without saying', undefined, '4:*'],
] as const)('[MEM1] joining with history %s opens a range', async (_what, history, member) => {
  await using chat = await openChat()
  await chat.post('alice', 3)
  expect(await chat.join('dave', history)).toMatchObject({ isIn: true, member, revision: 1 })
})

test('[MEM1] leaving closes the range at the head, joining again opens another', async () => {
  await using chat = await openChat()
  await chat.post('alice', 2)
  expect(await chat.leave('bob')).toMatchObject({ isIn: false, member: '1:2' })
  await chat.post('alice', 2)
  expect(await chat.join('bob')).toMatchObject({ isIn: true, member: '1:2,5:*' })
})

test('[MEM1] leaving before any message leaves no membership behind', async () => {
  await using chat = await openChat()
  expect(await chat.leave('bob')).toMatchObject({ isIn: false, member: '' })
  expect(await chat.join('bob')).toMatchObject({ isIn: true, member: '1:*' })
})

test('[MEM1] joining while in changes nothing, unless it widens the visible history', async () => {
  await using chat = await openChat()
  await chat.post('alice', 3)
  const joined = await chat.join('dave')
  expect(await chat.join('dave')).toEqual(joined)
  expect(await chat.join('dave', { fromMessageId: 'm3' })).toMatchObject({ member: '3:*' })
  expect(await chat.join('dave', 'none')).toMatchObject({ member: '3:*' })
  expect(await chat.join('dave', 'all')).toMatchObject({ member: '1:*' })
})

test('[MEM1] leaving twice changes nothing, and only who was in can leave', async () => {
  await using chat = await openChat()
  const left = await chat.leave('bob')
  expect(await chat.leave('bob')).toEqual(left)
  expect(await codeOf(chat.leave('dave'))).toBe('not_a_participant')
})

test('[MEM1] a user needs no profile to join', async () => {
  await using chat = await openChat()
  await chat.join('dave')
  expect(await chat.tallymark.getUser({ userId: 'dave' })).toEqual({
    userId: 'dave',
    userName: null,
    userAvatarUrl: null,
    sharing: null,
  })
})

test('[MEM1] joining from a message that is not there is refused and makes nobody', async () => {
  await using chat = await openChat()
  expect(await codeOf(chat.join('dave', { fromMessageId: 'm1' }))).toBe('unknown_message')
  expect(await codeOf(chat.participant('dave'))).toBe('not_a_participant')
  expect(await codeOf(chat.tallymark.getUser({ userId: 'dave' }))).toBe('unknown_user')
})

test('[MEM2] a late joiner never turns a read message unread', async () => {
  await using chat = await openChat()
  await chat.post('alice')
  await chat.read('bob', { messageId: 'm1' })
  await chat.read('carol', { messageId: 'm1' })
  const before = await chat.status('m1')
  await chat.join('dave')
  expect({ ...(await chat.status('m1')), version: before.version }).toEqual(before)
  expect(before).toMatchObject({ overallStatus: 'read', totalRecipients: 2 })
})

test('[MEM2] who joins with visible history is in the audience of what it was shown', async () => {
  await using chat = await openChat(['alice', 'bob'])
  await chat.post('alice', 2)
  await chat.read('bob', { upToMessageId: 'm2' })
  await chat.join('dave', { fromMessageId: 'm2' })
  expect(await chat.status('m1')).toMatchObject({ overallStatus: 'read', totalRecipients: 1 })
  expect(await chat.status('m2')).toMatchObject({ overallStatus: 'partial', totalRecipients: 2 })
})

test('[MEM2] who comes back is in the audience of what it was there for, with what it read', async () => {
  await using chat = await openChat(['alice', 'bob', 'carol'])
  await chat.post('alice')
  await chat.read('bob', { messageId: 'm1' })
  await chat.leave('bob')
  await chat.post('alice')
  await chat.join('bob')
  expect(await chat.status('m1')).toMatchObject({ totalRecipients: 2, readCount: 1 })
  expect(await chat.status('m2')).toMatchObject({ totalRecipients: 1, readCount: 0 })
})

test('[MEM2] all are the audience of a message of the system, nobody of one’s own talk', async () => {
  await using chat = await openChat(['alice'])
  await chat.post(null)
  await chat.post('alice')
  expect(await chat.status('m1')).toMatchObject({ senderId: null, totalRecipients: 1 })
  expect(await chat.status('m2')).toMatchObject({ totalRecipients: 0, overallStatus: 'sent', summaryText: 'Sent' })
})
