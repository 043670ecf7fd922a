import { expect } from 'vitest'

/** What is expected of a value within ten seconds: a busy machine is no failure. */
export const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 10_000, interval: 10 })
