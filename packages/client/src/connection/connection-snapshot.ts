/** How the one connection stands. */
export interface ConnectionSnapshot {
  /** `waiting` for the next try; `closed` for good. */
  readonly state: 'connecting' | 'open' | 'waiting' | 'closed'
  /** Why it is closed: by `close()`, or by the server, for instance because the token is of another user than the client is for. */
  readonly reason?: 'closed' | 'refused'
  /** The close code that it last ended with (WIR4); 0 where there was none. */
  readonly code?: number
  /** For how long it waits, in milliseconds. */
  readonly retryAfterMs?: number
  /** What was thrown before anything was sent, where that is why it waits: by the function that gives the token, for one. */
  readonly error?: string
}
