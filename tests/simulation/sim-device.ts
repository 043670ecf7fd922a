import type { Client } from '../../packages/client/src/create-client-on.ts'
import { createClientOn } from '../../packages/client/src/create-client-on.ts'
import type { MarkOnTheWay } from '../../packages/client/src/marks/mark.ts'
import type { Storage } from '../../packages/client/src/ports/storage.ts'
import type { Transport } from '../../packages/client/src/ports/transport.ts'
import type { Conversation } from '../../packages/client/src/views/conversation.ts'
import { tokenOf } from './identity.ts'
import type { Line } from './sim-network.ts'
import { SimBrowser } from './sim-tabs.ts'
import { OwnTime } from './sim-time.ts'
import type { World } from './world.ts'

/** The beginning of a whole picture. */
const SNAPSHOT = /^\{"type":"snapshot","conversationId":"([^"]*)","epoch":"([^"]*)"/

/** A device of a user: its browser, with a storage that survives tabs, and the tabs that are open. */
export class SimDevice {
  readonly userId: string
  readonly name: string
  readonly tabs: SimTab[] = []
  /** The history of each conversation that it was told of last. */
  readonly epochs = new Map<string, string>()
  readonly #world: World
  readonly #browser: SimBrowser
  readonly #stored = new Map<string, string>()

  constructor(world: World, userId: string, name: string) {
    this.#world = world
    this.userId = userId
    this.name = name
    this.#browser = new SimBrowser(world.time)
  }

  openTab(): SimTab {
    const tab = new SimTab(this.#world, this, this.#browser)
    this.tabs.push(tab)
    return tab
  }

  /** Closes a tab as a user does, or lets it die. */
  closeTab(tab: SimTab, isCrash: boolean): void {
    this.tabs.splice(this.tabs.indexOf(tab), 1)
    this.#world.made.ended(tab, this.#world.time.now)
    tab.end(isCrash)
    this.#browser.ended(tab.time)
  }

  /** All of its tabs stand still. */
  sleep(ms: number): void {
    this.#world.isAwakeAt(this.#world.time.now + ms)
    for (const tab of this.tabs) tab.time.sleep(ms)
  }

  get storage(): Storage {
    return {
      load: async (owner) => JSON.parse(this.#stored.get(owner) ?? '[]', reviveInfinity) as readonly MarkOnTheWay[],
      save: async (owner, marks) => {
        this.#world.time.activity += 1
        this.#stored.set(owner, JSON.stringify(marks, keepInfinity))
      },
    }
  }
}

const keepInfinity = (_: string, value: unknown): unknown => (value === Number.POSITIVE_INFINITY ? '∞' : value)
const reviveInfinity = (_: string, value: unknown): unknown => (value === '∞' ? Number.POSITIVE_INFINITY : value)

/** The messages that a tab asks for. */
export interface SimWindow {
  readonly from?: number
  readonly to?: number
}

/** One tab with a client in it, which looks at conversations. */
export class SimTab {
  readonly device: SimDevice
  readonly time: OwnTime
  readonly client: Client
  readonly views = new Map<string, Conversation>()
  readonly windows = new Map<string, SimWindow>()
  readonly #world: World
  readonly #lines = new Set<Line>()
  readonly #subscriptions = new Map<string, () => void>()

  constructor(world: World, device: SimDevice, browser: SimBrowser) {
    this.#world = world
    this.device = device
    this.time = new OwnTime(world.time)
    // No two tabs ever have the same chance, and so the same name.
    const number = world.nextTab()
    const random = (): number => (world.chance.between(0, 9_999) + number / 1_000_000) / 10_000
    const timers = { now: () => this.time.now(), after: (ms: number, run: () => void) => this.time.after(ms, run) }
    const platform = {
      timers,
      random,
      transports: [this.#transport],
      storage: device.storage,
      tabs: browser.tabs(this.time),
    }
    this.client = createClientOn(platform, {
      url: 'http://simulated.test',
      userId: device.userId,
      token: () => tokenOf(device.userId, world.clockNow()),
      onRefused: ({ mark }) => world.made.refused(device, mark.conversationId),
    })
    this.#subscriptions.set(
      'inbox',
      this.client.inbox.subscribe(() => undefined),
    )
  }

  look(conversationId: string, window?: SimWindow): void {
    const view = this.client.conversation(conversationId, window)
    this.views.set(conversationId, view)
    if (window !== undefined) this.windows.set(conversationId, window)
    if (!this.#subscriptions.has(conversationId))
      this.#subscriptions.set(
        conversationId,
        view.subscribe(() => this.#world.seen(this, view)),
      )
  }

  lookAway(conversationId: string): void {
    this.#subscriptions.get(conversationId)?.()
    this.#subscriptions.delete(conversationId)
    this.views.delete(conversationId)
  }

  end(isCrash: boolean): void {
    if (!isCrash) this.client.close()
    this.time.end()
    for (const line of [...this.#lines]) if (isCrash) line.cut()
  }

  readonly #transport: Transport = ({ token, heard, ended }) => {
    const hello = JSON.stringify({ type: 'hello', token })
    const user = {
      userId: this.device.userId,
      time: this.time,
      ended,
      heard: (text: string) => {
        const [, id, epoch] = SNAPSHOT.exec(text) ?? []
        if (id !== undefined && epoch !== undefined) this.device.epochs.set(id, epoch)
        heard(text)
      },
    }
    const line = this.#world.network.connect(user, hello)
    this.#lines.add(line)
    return {
      send: (text) => line.send(text),
      renew: (newer) => line.send(JSON.stringify({ type: 'renew', token: newer })),
      close: () => {
        this.#lines.delete(line)
        line.leave()
      },
    }
  }
}
