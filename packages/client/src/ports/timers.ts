/** Time, so that a test may own it. */
export interface Timers {
  /** Milliseconds since some moment; never runs backwards. */
  now(): number
  /** Runs something once after so many milliseconds; gives back how to call it off. */
  after(ms: number, run: () => void): () => void
}
