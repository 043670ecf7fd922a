import type { Client } from '../create-client-on.ts'
import { english } from '../text/english.ts'
import type { Language } from '../text/language.ts'
import { changeSetting, currentSetting } from './part.ts'
import { SeenByElement } from './seen-by-element.ts'
import { TicksElement } from './ticks-element.ts'
import { UnreadBadgeElement } from './unread-badge-element.ts'

/** Whose receipts the elements show. */
export interface ElementsOptions {
  readonly client: Client
  /** English if nothing is said. */
  readonly language?: Language
}

/**
 * Registers `<tallymark-ticks>`, `<tallymark-unread-badge>` and `<tallymark-seen-by>` on this page. Called again it changes the language, or,
 * once the client is closed, the client; an `Error` says so where the client is another and the first is not closed. Nothing happens on a server.
 * What stands for a message is live while it is on the screen (SCR1), for the window of its conversation goes there; off the screen it keeps what
 * was known last. A page that lists `messages` of that window should not take away those that have left it.
 */
export function defineElements({ client, language = english }: ElementsOptions): void {
  const before = currentSetting()?.client
  if (before && before !== client && before.connection.getSnapshot().state !== 'closed')
    throw new Error(
      'The elements of this page show the receipts of another client. Close that one first: client.close().',
    )
  if (!globalThis.customElements) return
  changeSetting({ client, language })
  define('tallymark-ticks', TicksElement)
  define('tallymark-unread-badge', UnreadBadgeElement)
  define('tallymark-seen-by', SeenByElement)
}

const define = (name: string, element: CustomElementConstructor): void => {
  if (!customElements.get(name)) customElements.define(name, element)
}
