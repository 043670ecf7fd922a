/** How a server's process stands. Sums count from its start. */
export interface Vitals {
  /** Of all of its threads. */
  readonly cpuMs: number
  /** By its own count. */
  readonly framesSent: number
  /** Written to its connections, with all that frames and handshakes have around them. */
  readonly bytesSent: number
  readonly rssBytes: number
  /** What is alive on the heap, and in buffers outside of it. */
  readonly heapBytes: number
  /** The most that its event loop came late since it was last asked for pauses; 0 the first time, and if it never was. */
  readonly longestPauseMs: number
}

/** What a server's process is asked for. */
export type Question = 'vitals' | 'vitals after collecting garbage' | 'pauses'
