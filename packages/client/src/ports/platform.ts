import type { Storage } from './storage.ts'
import type { Tabs } from './tabs.ts'
import type { Timers } from './timers.ts'
import type { Transport } from './transport.ts'

/** All that a client asks of where it runs. */
export interface Platform {
  readonly timers: Timers
  /** A number from 0 up to 1, without 1. */
  random(): number
  /** The ways to a server, the one to try first at its head (CLT8). */
  readonly transports: readonly Transport[]
  /** How HTTP is asked beside the feed; the global `fetch` where nothing is said. */
  readonly fetch?: typeof fetch
  /** Where there is none, marks on the way last as long as the client. */
  readonly storage?: Storage
  /** Where there are none, each client has a connection of its own (CLT7). */
  readonly tabs?: Tabs
  /** Tells when the network may have come or gone; gives back how to listen no more. */
  onNetwork?(changed: () => void): () => void
}
