/** Tells the time. */
export interface Clock {
  /** Milliseconds since 1970 began, UTC. */
  now(): number
}

/** The machine's own clock. */
export const SYSTEM_CLOCK: Clock = { now: () => Date.now() }
