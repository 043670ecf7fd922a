import type { Channel, Tabs } from '../ports/tabs.ts'
import { type CallOf, type HubEnd, perform, type TabEnd, type TellTabs } from './ends.ts'
import type { Hub } from './hub.ts'

/** What goes between tabs: a call of the hub by a tab, or a call of all tabs by the hub. */
type Message = { readonly from: string; readonly call: CallOf<HubEnd> } | { readonly call: CallOf<TabEnd> }

/** A tab's place: at a hub of its own, or at one that it shares with others (CLT7). */
export interface Seat {
  /** Calls the hub, if there is one. */
  ask(call: CallOf<HubEnd>): void
  leave(): unknown
}

/** Makes a hub that tells those tabs. */
export type MakeHub = (tell: TellTabs) => Hub

/** A place at a hub of one's own. */
export function ownSeat(tab: TabEnd, makeHub: MakeHub): Seat {
  const hub = makeHub((...call) => perform<TabEnd>(tab, call))
  hub.open()
  return { ask: (call) => perform<HubEnd>(hub, call), leave: () => hub.close() }
}

/** A place among the tabs of a user: the one that holds the lock has the hub, the others call it over a channel. */
export class SharedSeat implements Seat {
  readonly #tabs: Tabs
  readonly #name: string
  readonly #tabName: string
  readonly #tab: TabEnd
  readonly #channel: Channel
  /** The other tabs that the hub knows of, each with how to wait no more for its end. */
  readonly #others = new Map<string, () => void>()
  readonly #locks: (() => void)[]
  #hub: Hub | undefined
  #isHere = false

  constructor(tabs: Tabs, name: string, tabName: string, tab: TabEnd, makeHub: MakeHub) {
    this.#tabs = tabs
    this.#name = name
    this.#tabName = tabName
    this.#tab = tab
    this.#channel = tabs.channel(name, (message) => this.#heard(message as Message))
    const lead = (): void => {
      this.#hub = makeHub((...call) => this.#tell(call))
      this.#hub.open()
    }
    // By the release of its own lock the hub learns that a tab is gone, so it says nothing before it holds that.
    const arrive = (): void => {
      this.#isHere = true
      tab.hub()
    }
    this.#locks = [tabs.lock(this.#lockOf(tabName), arrive), tabs.lock(name, lead)]
  }

  ask(call: CallOf<HubEnd>): void {
    if (this.#hub) perform<HubEnd>(this.#hub, call)
    else if (this.#isHere) this.#channel.post({ from: this.#tabName, call } satisfies Message)
  }

  /** Whoever comes next takes up what is stored, so that has to be all before the locks are given back. */
  async leave(): Promise<void> {
    const hub = this.#hub
    const locks = this.#locks.splice(0)
    this.#hub = undefined
    this.#isHere = false
    for (const off of this.#others.values()) off()
    this.#others.clear()
    this.#channel.close()
    await hub?.close()
    for (const off of locks) off()
  }

  /** A connection that has ended for good is its own tab's alone: another tab, with a token of its own, has the next hub. */
  #tell(call: CallOf<TabEnd>): void {
    // Nothing else is ever closed.
    if ((call[2] as { readonly state?: string } | undefined)?.state === 'closed')
      queueMicrotask(() => void this.leave())
    else if (this.#others.size > 0 || call[0] === 'hub') this.#channel.post({ call } satisfies Message)
    // Last: what the tab's listeners do at once is told after it.
    perform(this.#tab, call)
  }

  #heard(message: Message): void {
    if ('from' in message) this.#asked(message.from, message.call)
    else perform(this.#tab, message.call)
  }

  #asked(tab: string, call: CallOf<HubEnd>): void {
    if (!this.#hub) return
    if (!this.#others.has(tab))
      this.#others.set(
        tab,
        this.#tabs.lock(this.#lockOf(tab), () => this.#gone(tab)),
      )
    perform<HubEnd>(this.#hub, call)
  }

  #gone(tab: string): void {
    this.#others.get(tab)?.()
    this.#others.delete(tab)
    this.#hub?.drop(tab)
  }

  #lockOf(tab: string): string {
    return `${this.#name} ${tab}`
  }
}
