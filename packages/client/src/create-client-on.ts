import type { ConnectionSnapshot } from './connection/connection-snapshot.ts'
import { Hub } from './feed/hub.ts'
import type { InboxSnapshot } from './feed/inbox.ts'
import { type MakeHub, ownSeat, SharedSeat } from './feed/seat.ts'
import type { Window } from './feed/window.ts'
import type { RefusedMark } from './marks/refused-mark.ts'
import type { Platform } from './ports/platform.ts'
import type { Conversation } from './views/conversation.ts'
import { Tab } from './views/tab.ts'
import type { View } from './views/view.ts'

/** What a client is told when it is made. */
export interface ClientOptions {
  /** The server's address, by http(s) or ws(s): `https://receipts.example.org`. */
  readonly url: string
  /**
   * Who the client is for. Tabs of one user share a connection (CLT7), and its marks on the way are stored under its name; a token of
   * another user ends the client, so that nobody's marks are ever sent as another's.
   */
  readonly userId: string
  /** Gives a JWT of the user, or an API key; asked when there is none, one has ended or was refused, and in time to renew it (CLT2). */
  readonly token: () => string | Promise<string>
  /** Hears of a mark that the server will never take (CLT5), in each of the user's tabs. */
  readonly onRefused?: (refused: RefusedMark) => void
  /** `auto`, if nothing is said: what arrives in a watched conversation is marked as delivered (CLT6). Say the same in all tabs. */
  readonly delivered?: 'auto' | 'manual'
}

/** Live receipts for one user. When the user logs out, close it. */
export interface Client {
  /** Who it is for. */
  readonly userId: string
  /** The view of a conversation, always the same one; a window, if one is given, moves it. */
  conversation(conversationId: string, window?: Window): Conversation
  /** What is unread over all conversations. */
  readonly inbox: View<InboxSnapshot>
  /** How the connection stands. */
  readonly connection: View<ConnectionSnapshot>
  /** How many marks are on the way, after merging. At 0 all are durable. */
  readonly outbox: View<number>
  /** Asks the server over HTTP as the user: a path from `/v1/` on. The token is asked for each time. */
  fetch(path: string, init?: { readonly signal?: AbortSignal }): Promise<Response>
  /** Ends the connection for good. Marks on the way stay stored for the user's next client. */
  close(): void
}

/** A client on a platform that is given. Throws a `TypeError` if the url is none. */
export function createClientOn(platform: Platform, options: ClientOptions): Client {
  const { userId, token, delivered } = options
  const url = new URL(options.url).href.replace(/\/$/, '')
  const name = platform.random().toString(36).slice(2)
  const tab = new Tab(name, platform.timers, options.onRefused)
  const address = { url, userId, token: async () => token() }
  const makeHub: MakeHub = (tell) => new Hub(platform, address, delivered !== 'manual', tell)
  const { tabs } = platform
  tab.sit(tabs ? new SharedSeat(tabs, `tallymark ${url} ${userId}`, name, tab, makeHub) : ownSeat(tab, makeHub))
  return {
    userId,
    conversation(conversationId, window) {
      const view = tab.conversation(conversationId)
      if (window) view.setWindow(window)
      return view
    },
    inbox: tab.inbox,
    connection: tab.connection,
    outbox: tab.outbox,
    fetch: async (path, init) =>
      (platform.fetch ?? fetch)(url.replace(/^ws/, 'http') + path, {
        ...init,
        headers: { authorization: `Bearer ${await token()}` },
      }),
    close: () => tab.close(),
  }
}
