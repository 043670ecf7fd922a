import { type Client, type ClientOptions, createClientOn } from '../src/create-client-on.ts'
import type { RefusedMark } from '../src/marks/refused-mark.ts'
import type { Platform } from '../src/ports/platform.ts'
import type { Conversation } from '../src/views/conversation.ts'
import type { ConversationSnapshot } from '../src/views/conversation-snapshot.ts'
import { own, ScriptedServer, snapshot, welcome } from './scripted-server.ts'
import { settled, VirtualTime } from './virtual-time.ts'

/** Bob's client with all that it stands on. */
export interface Bob {
  readonly client: Client
  readonly time: VirtualTime
  readonly server: ScriptedServer
  readonly c1: Conversation
  readonly refused: RefusedMark[]
  /** The tokens that were given, in order. */
  readonly tokens: string[]
  /** The network comes or goes. */
  changeNetwork(): void
  now(): ConversationSnapshot
  /** Subscribes to c1, connects, and takes alice's messages up to the head, of which nothing is read. */
  watching(head: number): Promise<void>
}

/** A client of bob's that has begun to connect; chance always says a half. */
export async function bobsClient(over: Partial<Platform & ClientOptions> = {}): Promise<Bob> {
  const time = over.timers instanceof VirtualTime ? over.timers : new VirtualTime()
  const server = new ScriptedServer()
  const tokens: string[] = []
  const refused: RefusedMark[] = []
  const networkListeners = new Set<() => void>()
  const onNetwork = (changed: () => void): (() => void) => {
    networkListeners.add(changed)
    return () => networkListeners.delete(changed)
  }
  const token = (): string => {
    tokens.push(`t${tokens.length + 1}`)
    return tokens.at(-1) as string
  }
  const platform: Platform = { timers: time, random: () => 0.5, transports: [server.transport], onNetwork, ...over }
  const options = { url: 'https://r.example/', userId: 'bob', token, onRefused: (it: RefusedMark) => refused.push(it) }
  const client = createClientOn(platform, { delivered: 'manual', ...options, ...over })
  const c1 = client.conversation('c1')
  const changeNetwork = (): void => {
    for (const changed of networkListeners) changed()
  }
  const watching = async (head: number): Promise<void> => {
    c1.subscribe(() => {})
    await settled()
    server.last.say(welcome(), snapshot(head), own(head))
    await settled()
  }
  await settled()
  return { client, time, server, c1, refused, tokens, changeNetwork, now: () => c1.getSnapshot(), watching }
}
