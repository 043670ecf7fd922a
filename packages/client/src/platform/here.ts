import type { Platform } from '../ports/platform.ts'
import { browser } from './browser.ts'
import { browserTabs } from './browser-tabs.ts'
import { eventStreamLater } from './event-stream-later.ts'
import { indexedDb } from './indexed-db.ts'
import { systemTimers } from './system-timers.ts'
import { webSocket } from './web-socket.ts'

/** The platform that this runs on: a browser, or Node, which stores nothing. */
export function here(): Platform {
  const { document, navigator, BroadcastChannel } = browser
  const locks = document && BroadcastChannel && navigator?.locks
  return {
    timers: systemTimers,
    random: Math.random,
    transports: [webSocket, eventStreamLater],
    // Without locks two tabs would write over one another.
    ...(locks && { tabs: browserTabs(locks, BroadcastChannel), storage: indexedDb() }),
    onNetwork(changed) {
      const heard = new AbortController()
      for (const event of ['online', 'offline']) browser.addEventListener?.(event, changed, heard)
      return () => heard.abort()
    },
  }
}
