import type { Tabs } from '../src/ports/tabs.ts'

interface Waiter {
  readonly tab: object
  readonly held: () => void
}

interface Listener {
  readonly tab: object
  readonly name: string
  readonly heard: (message: unknown) => void
}

/** A browser with tabs that share locks and channels, and that can be killed. */
export class SimulatedBrowser {
  /** Who waits for each lock; the first one holds it. */
  readonly #locks = new Map<string, Waiter[]>()
  readonly #listeners = new Set<Listener>()

  /** The locks and channels as a new tab has them, and how to kill that tab without a word. */
  openTab(): { readonly tabs: Tabs; kill(): void } {
    const tab = {}
    const tabs: Tabs = {
      lock: (name, held) => this.#lock({ tab, held }, name),
      channel: (name, heard) => {
        const listener: Listener = { tab, name, heard }
        this.#listeners.add(listener)
        return {
          post: (message) => {
            if (!this.#listeners.has(listener)) throw new DOMException('The channel is closed.', 'InvalidStateError')
            this.#post(listener, structuredClone(message))
          },
          close: () => this.#listeners.delete(listener),
        }
      },
    }
    return { tabs, kill: () => this.#kill(tab) }
  }

  #lock(waiter: Waiter, name: string): () => void {
    const waiters = this.#locks.get(name) ?? []
    this.#locks.set(name, waiters)
    waiters.push(waiter)
    if (waiters.length === 1) queueMicrotask(() => this.#grant(name, waiter))
    return () => this.#leave(name, waiter)
  }

  #leave(name: string, waiter: Waiter): void {
    const waiters = this.#locks.get(name) ?? []
    const at = waiters.indexOf(waiter)
    if (at < 0) return
    waiters.splice(at, 1)
    const next = waiters[0]
    if (at === 0 && next !== undefined) queueMicrotask(() => this.#grant(name, next))
  }

  #grant(name: string, waiter: Waiter): void {
    if (this.#locks.get(name)?.[0] === waiter) waiter.held()
  }

  #post({ tab, name }: Listener, message: unknown): void {
    for (const listener of [...this.#listeners])
      if (listener.tab !== tab && listener.name === name)
        queueMicrotask(() => this.#listeners.has(listener) && listener.heard(message))
  }

  #kill(tab: object): void {
    for (const listener of [...this.#listeners]) if (listener.tab === tab) this.#listeners.delete(listener)
    for (const [name, waiters] of this.#locks)
      for (const waiter of waiters.filter((waiting) => waiting.tab === tab)) this.#leave(name, waiter)
  }
}
