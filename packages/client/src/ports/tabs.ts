/** What tabs of one browser share. */
export interface Tabs {
  /** Waits for a lock that one tab holds at a time, and says when it is held; gives back how to return it, or to wait no more. */
  lock(name: string, held: () => void): () => void
  /** A channel to all other tabs, in order, of what can be cloned. */
  channel(name: string, heard: (message: unknown) => void): Channel
}

/** A tab's end of a channel. */
export interface Channel {
  post(message: unknown): void
  close(): void
}
