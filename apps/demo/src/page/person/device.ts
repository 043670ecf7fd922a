import { type Client, createClientOn, here } from '@tallymark/client'
import { ChatApi, logIn } from '../messages/chat-api.ts'
import type { Person } from '../messages/chat-message.ts'
import { ChatStore } from '../messages/chat-store.ts'
import type { SharedEvents } from '../messages/shared-events.ts'
import { Network } from '../network/network.ts'
import type { WireCounter } from '../wire/wire-counter.ts'
import { PaneAttention } from './pane-attention.ts'
import { windowStorage } from './window-storage.ts'

/** One person's device in this page: the chat's messages, and Tallymark's client beside them, on one network. */
export interface Device {
  readonly person: Person
  readonly network: Network
  readonly attention: PaneAttention
  /** Messages; knows nothing of receipts. */
  readonly chat: ChatStore
  readonly api: ChatApi
  /** Receipts; knows nothing of texts. */
  readonly client: Client
}

/** Opens a person's device; it connects at once. */
export function openDevice(person: Person, counter: WireCounter, events: SharedEvents): Device {
  const { userId } = person
  const network = new Network()
  const token = (): Promise<string> => logIn(userId, network.fetch)
  const api = new ChatApi(userId, rememberedFor(TOKEN_MS, token), network.fetch)
  const chat = new ChatStore(api, userId)
  const inward = network.way()
  const isOffline = (): boolean => network.state.getSnapshot().isOffline
  events.listen(userId, {
    opened: chat.catchUp,
    take: (event) => inward(() => !isOffline() && chat.take(event)),
  })
  const client = openClient(userId, network, token, counter.client())
  network.onCut(chat.catchUp)
  return { person, network, attention: new PaneAttention(), chat, api, client }
}

/** How long a token of the chat is used before another is asked for. */
const TOKEN_MS = 60_000

/** A Tallymark client whose every call goes over that network. It shares no connection with other windows: each is a device. */
function openClient(
  userId: string,
  network: Network,
  token: () => Promise<string>,
  onFrame: (text: string) => void,
): Client {
  const { tabs: _, onNetwork, ...platform } = here()
  return createClientOn(
    {
      ...platform,
      fetch: network.fetch,
      transports: platform.transports.map((transport) => network.over(transport, onFrame)),
      storage: windowStorage,
      onNetwork(changed) {
        const offs = [onNetwork?.(changed), network.onCut(changed)]
        return () => {
          for (const off of offs) off?.()
        }
      },
    },
    { url: location.origin, userId, token },
  )
}

function rememberedFor(ms: number, ask: () => Promise<string>): () => Promise<string> {
  let asked: Promise<string> | undefined
  let askedAt = 0
  return async () => {
    if (!asked || performance.now() - askedAt > ms) {
      asked = ask()
      askedAt = performance.now()
      asked.catch(() => {
        asked = undefined
      })
    }
    return asked
  }
}
