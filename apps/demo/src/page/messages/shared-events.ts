import { againAndAgain } from './again-and-again.ts'
import { logIn } from './chat-api.ts'
import { type ChatEvent, takeChatEvents } from './chat-events.ts'

/** Hears what happens for one person. */
export interface EventListener {
  /** The stream is open: what happened before is not told. */
  readonly opened: () => void
  readonly take: (event: ChatEvent) => void
}

/**
 * One stream of what happens, for everybody on this page. A browser keeps six connections to a server, over all of its windows, and a stream
 * holds one: so there is one a window, and none in a window that is hidden.
 */
export class SharedEvents {
  readonly #listeners = new Map<string, EventListener>()

  listen(userId: string, listener: EventListener): void {
    this.#listeners.set(userId, listener)
  }

  /** Opens the stream for all who listen, and keeps it open while the page is visible. */
  open(): void {
    const again = againAndAgain(() => this.#stream())
    document.addEventListener('visibilitychange', again)
  }

  async #stream(): Promise<void> {
    if (document.visibilityState === 'hidden') return
    const hidden = new AbortController()
    const onHidden = (): void => {
      if (document.visibilityState === 'hidden') hidden.abort()
    }
    document.addEventListener('visibilitychange', onHidden)
    try {
      const tokens = await Promise.all([...this.#listeners.keys()].map((userId) => logIn(userId, fetch)))
      const headers = { authorization: `Bearer ${tokens.join()}` }
      const response = await fetch('/chat/events', { headers, signal: hidden.signal })
      if (!response.ok) return
      for (const { opened } of this.#listeners.values()) opened()
      await takeChatEvents(response, (event) => {
        for (const userId of event.for) this.#listeners.get(userId)?.take(event)
      })
    } finally {
      document.removeEventListener('visibilitychange', onHidden)
    }
  }
}
