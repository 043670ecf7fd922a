import type { Tabs } from '../ports/tabs.ts'
import type { Browser, LockManager } from './browser.ts'

/** Tabs by Web Locks and BroadcastChannel. */
export const browserTabs = (locks: LockManager, Channel: NonNullable<Browser['BroadcastChannel']>): Tabs => ({
  lock(name, held) {
    const waiting = new AbortController()
    let giveBack = (): void => {}
    const returned = new Promise<void>((resolve) => {
      giveBack = resolve
    })
    const whileHeld = (): Promise<void> => {
      held()
      return returned
    }
    // It rejects when it is called off while it waits; and where a page is not allowed any locks, as if it were alone.
    locks.request(name, { signal: waiting.signal }, whileHeld).catch(() => waiting.signal.aborted || held())
    return () => {
      waiting.abort()
      giveBack()
    }
  },
  channel(name, heard) {
    const channel = new Channel(name)
    channel.onmessage = ({ data }) => heard(data)
    return {
      post: (message) => channel.postMessage(message),
      close: () => channel.close(),
    }
  },
})
