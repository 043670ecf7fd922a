import { createContext, type RefCallback, useContext } from 'react'

/** Gives the ref that a message's element needs, so that it is read by looking at it. */
export const ReadingContext = createContext<(messageId: string) => RefCallback<Element>>(() => () => {})

export const useReadRef = (messageId: string): RefCallback<Element> => useContext(ReadingContext)(messageId)
