import type { ChatMessage, StoredMessage } from './chat-message.ts'

/** The messages of a conversation as far as they are known, oldest first; what is still on its way comes last. */
export type MessageList = readonly ChatMessage[]

const asSent = (message: StoredMessage): ChatMessage => ({ ...message, state: 'sent' })

/** With messages that came: each once, as it came, in the order of the server. */
export function withNewer(list: MessageList, newer: readonly StoredMessage[]): MessageList {
  const came = new Map(newer.map((message) => [message.messageId, message]))
  const sent = list
    .filter(({ state }) => state === 'sent')
    .map((message) => (came.get(message.messageId)?.deleted ? { ...message, deleted: true, text: null } : message))
  const known = new Set(sent.map(({ messageId }) => messageId))
  const added = newer.filter(({ messageId }) => !known.has(messageId)).map(asSent)
  const onTheWay = list.filter(({ state, messageId }) => state !== 'sent' && !came.has(messageId))
  return [...sent, ...added, ...onTheWay]
}

/** With a page of the server's that ends before what is known, but for what came while it was on its way. */
export function withOlder(list: MessageList, older: readonly StoredMessage[]): MessageList {
  const came = new Set(older.map(({ messageId }) => messageId))
  return [...older.map(asSent), ...list.filter(({ messageId }) => !came.has(messageId))]
}

/** With one message changed. */
export const withChange = (list: MessageList, messageId: string, change: Partial<ChatMessage>): MessageList =>
  list.map((message) => (message.messageId === messageId ? { ...message, ...change } : message))
