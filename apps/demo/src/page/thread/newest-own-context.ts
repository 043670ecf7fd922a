import { createContext, useContext } from 'react'
import type { MessageList } from '../messages/message-list.ts'

/** One's own newest message of the list: it says in words how far it has come. */
export const NewestOwnContext = createContext<string | undefined>(undefined)

export const useIsNewestOwn = (messageId: string): boolean => useContext(NewestOwnContext) === messageId

export const newestOwn = (list: MessageList, userId: string): string | undefined =>
  list.findLast(({ senderId, deleted }) => senderId === userId && !deleted)?.messageId
