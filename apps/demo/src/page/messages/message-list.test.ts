import { expect, test } from 'vitest'
import type { ChatMessage, StoredMessage } from './chat-message.ts'
import { withChange, withNewer, withOlder } from './message-list.ts'

const stored = (messageId: string): StoredMessage => ({
  messageId,
  senderId: 'alice',
  text: messageId,
  lengthHint: 2,
  sentAt: '2024-01-01T00:00:00Z',
  deleted: false,
})
const of = (state: ChatMessage['state'], ...ids: string[]): ChatMessage[] =>
  ids.map((messageId) => ({ ...stored(messageId), state }))
const ids = (list: readonly ChatMessage[]): string =>
  list.map(({ messageId, state }) => messageId + (state === 'sent' ? '' : '…')).join(' ')

test('what is on its way stays behind what came', () => {
  const list = [...of('sent', 'm1'), ...of('sending', 'm2')]
  expect(ids(withNewer(list, [stored('m3')]))).toBe('m1 m3 m2…')
})

test('a message that was on its way comes once', () => {
  const list = [...of('sent', 'm1'), ...of('sending', 'm2')]
  expect(ids(withNewer(list, [stored('m2')]))).toBe('m1 m2')
  expect(ids(withNewer(withNewer(list, [stored('m2')]), [stored('m2')]))).toBe('m1 m2')
})

test('an older page goes before what is known, each message once', () => {
  const list = [...of('sent', 'm3', 'm4'), ...of('sending', 'm5')]
  expect(ids(withOlder(list, ['m1', 'm2', 'm3'].map(stored)))).toBe('m1 m2 m3 m4 m5…')
})

test('a change leaves all other messages the same objects', () => {
  const list = of('sent', 'm1', 'm2')
  const changed = withChange(list, 'm2', { deleted: true })
  expect(changed[0]).toBe(list[0])
  expect(changed[1]?.deleted).toBe(true)
})

test('what was deleted meanwhile is so, and all other messages are the same objects', () => {
  const list = of('sent', 'm1', 'm2')
  const now = withNewer(list, [stored('m1'), { ...stored('m2'), deleted: true, text: null }, stored('m3')])
  expect(ids(now)).toBe('m1 m2 m3')
  expect([now[0] === list[0], now[1]?.deleted, now[1]?.text]).toEqual([true, true, null])
})
