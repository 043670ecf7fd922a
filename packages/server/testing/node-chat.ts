import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConversationId, UserId } from '@tallymark/core'
import type { Engine } from '../src/engine/engine.ts'
import type { Store, Transaction } from '../src/engine/ports/store.ts'
import type { FeedLimits } from '../src/realtime/feed-limits.ts'
import type { Feeds } from '../src/realtime/feeds.ts'
import { openSqliteStore } from '../src/storage/sqlite/open-sqlite-store.ts'
import { aroundStore } from './around-store.ts'
import { type Device, serverOn, watchAt } from './feed-chat.ts'
import type { Chance } from './histories/chance.ts'
import { ManualTime } from './manual-time.ts'
import { RecordedChanges } from './recorded-changes.ts'
import { UnkindBus } from './unkind-bus.ts'
import type { ScriptedChat } from './viewing-script.ts'

/** One node of a chat. */
export interface ChatNode {
  readonly name: string
  readonly engine: Engine
  readonly feeds: Feeds
  readonly store: Store
}

/** Nodes on one database, with a bus between them, in a time that is let pass by hand. */
export interface NodeChat extends ScriptedChat, AsyncDisposable {
  readonly nodes: readonly ChatNode[]
  readonly bus: UnkindBus
  readonly recorded: RecordedChanges
  /** Connects a device to this node, which watches `c1`. */
  watchOn(node: number, user: string, asked?: Parameters<ScriptedChat['watch']>[1]): Promise<Device>
}

/** Opens one with these people in `c1`; whatever is asked is asked of a node that chance picks. */
export async function openNodeChat(
  people: readonly string[],
  chance: Chance,
  { count = 3, limits = {} }: { readonly count?: number; readonly limits?: Partial<FeedLimits> } = {},
): Promise<NodeChat> {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-nodes-'))
  const time = new ManualTime()
  const bus = new UnkindBus(time, chance)
  const recorded = new RecordedChanges()
  const openPlace = () => openSqliteStore({ file: join(folder, 'chat.db'), thread: 'caller' })
  const nodes: ChatNode[] = []
  for (let i = 0; i < count; i += 1) {
    // The first node has the highest keys.
    const store = takingKeysFrom(1_000 * (count - i), recorded.on(await openPlace()))
    const name = `node ${i}`
    nodes.push({ name, store, ...serverOn(store, time, { limits, node: { name, bus: bus.newBus() } }) })
  }
  const node = (i: number): ChatNode => nodes[i] as ChatNode
  const participants = [...people] as UserId[]
  await node(0).engine.createConversation({ conversationId: 'c1' as ConversationId, participants })
  return {
    ...{ nodes, bus, recorded, time },
    get engine() {
      return chance.pick(nodes).engine
    },
    watchOn: (i, user, asked) => watchAt(node(i).feeds, time, user, asked),
    watch: (user, asked) => watchAt(chance.pick(nodes).feeds, time, user, asked),
    fresh: async (user, asked) => {
      const { feeds } = serverOn(node(0).store, time, { limits })
      const device = await watchAt(feeds, time, user, asked)
      await feeds.stop()
      return device
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...nodes.map(({ feeds }) => feeds.stop()), time.settle()])
      for (const { engine, store } of nodes) {
        await engine.stop()
        await store.close()
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A store that offers keys for conversations from a block of its own, as nodes take them from a database that they share. */
function takingKeysFrom(first: number, store: Store): Store {
  let next = first
  const begin = async (...of: Parameters<Store['begin']>): Promise<Transaction> => {
    const transaction = await store.begin(...of)
    return { ...transaction, spareConversationKeys: transaction.spareConversationKeys.map(() => next++) }
  }
  return { ...aroundStore(store, ({ run }) => run()), begin }
}
