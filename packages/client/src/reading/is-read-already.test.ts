import { seqSetFrom } from '@tallymark/core'
import { expect, test } from 'vitest'
import type { OwnSnapshot } from '../views/conversation-snapshot.ts'
import { isReadAlready } from './is-read-already.ts'

const seqOf = (messageId: string): number | undefined => ({ m1: 1, m2: 2, m5: 5, m6: 6, m9: 9 })[messageId]

const own = (read: string, reopened = '', member = '1:*'): OwnSnapshot => ({
  member: seqSetFrom(member),
  delivered: seqSetFrom(read),
  read: seqSetFrom(read),
  reopened: seqSetFrom(reopened),
  unreadCount: 0,
  firstUnreadMessageId: null,
  lastReadMessageId: null,
  markedUnread: false,
})

test.each([
  ['up to a message, all before it read', { upToMessageId: 'm5' }, own('1:5'), true],
  ['up to a message, one before it not read', { upToMessageId: 'm5' }, own('1:3,5'), false],
  ['up to the next message', { upToMessageId: 'm6' }, own('1:5'), false],
  ['up to a message, one before it marked as unread', { upToMessageId: 'm5' }, own('1:5', '3'), false],
  ['up to a message, what came before joining not read', { upToMessageId: 'm6' }, own('5:6', '', '5:*'), true],
  ['messages that are read', { messageIds: ['m1', 'm5'] }, own('1,5'), true],
  ['messages of which one is not', { messageIds: ['m1', 'm2'] }, own('1,5'), false],
  ['messages of which one is marked as unread', { messageIds: ['m1', 'm5'] }, own('1,5', '5'), false],
  ['a message that is not known', { upToMessageId: 'x' }, own('1:9'), false],
  ['messages of which one is not known', { messageIds: ['m1', 'x'] }, own('1:9'), false],
  ['anything before one’s own truth is known', { upToMessageId: 'm1' }, null, false],
] as const)('[REA9] %s: %j', (_what, target, truth, is) => {
  expect(isReadAlready(target, { state: 'live', own: truth }, seqOf)).toBe(is)
  expect(isReadAlready(target, { state: 'stale', own: truth }, seqOf)).toBe(false)
})
