import type { Tabs } from '../ports/tabs.ts'
import type { Browser, LockManager } from './browser.ts'

/** Tabs by Web Locks and BroadcastChannel. */
export const browserTabs = (locks: LockManager, { BroadcastChannel }: Pick<Browser, 'BroadcastChannel'>): Tabs => ({
  lock(name, held) {
    const waiting = new AbortController()
    let giveBack = (): void => {}
    const whileHeld = (): Promise<void> => {
      const returned = new Promise<void>((resolve) => {
        giveBack = resolve
      })
      held()
      return waiting.signal.aborted ? Promise.resolve() : returned
    }
    // It rejects when it is called off while it waits.
    locks.request(name, { signal: waiting.signal }, whileHeld).catch(() => {})
    return () => {
      waiting.abort()
      giveBack()
    }
  },
  channel(name, heard) {
    const channel = new BroadcastChannel(name)
    channel.onmessage = ({ data }) => heard(data)
    return {
      post: (message) => channel.postMessage(message),
      close: () => channel.close(),
    }
  },
})
