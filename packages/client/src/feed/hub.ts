import type { ServerFrame } from '@tallymark/core'
import { type Address, Connection } from '../connection/connection.ts'
import type { ConnectionSnapshot } from '../connection/connection-snapshot.ts'
import { Outbox } from '../marks/outbox.ts'
import { marksOf } from '../marks/resolved.ts'
import type { Platform } from '../ports/platform.ts'
import { CONNECTION_KEY, type HubEnd, INBOX_KEY, keyOf, OUTBOX_KEY, type TellTabs, type Wish } from './ends.ts'
import { type InboxSnapshot, inboxAfter, NO_INBOX } from './inbox.ts'
import { Watch, type WatchDesk } from './watch.ts'
import type { Window } from './window.ts'

/** Holds the one connection, the pictures and the outbox, for one tab or for several. */
export class Hub implements HubEnd {
  readonly #tell: TellTabs
  readonly #connection: Connection
  readonly #outbox: Outbox
  readonly #desk: WatchDesk
  readonly #offNetwork: (() => void) | undefined
  /** By key. */
  readonly #watches = new Map<string, Watch>()
  readonly #inboxTabs = new Set<string>()
  #inbox = NO_INBOX
  #snapshot: ConnectionSnapshot = { state: 'connecting' }

  constructor(platform: Platform, address: Address, isAuto: boolean, tell: TellTabs) {
    const { url, userId } = address
    this.#tell = tell
    this.#connection = new Connection(platform, address, {
      moved: (snapshot) => this.#moved(snapshot),
      heard: (frame) => this.#heard(frame),
    })
    const send = this.#connection.send.bind(this.#connection)
    this.#outbox = new Outbox(platform, `${url} ${userId}`, {
      send,
      moved: (conversationId, settled) => {
        const watch = this.#watches.get(keyOf(conversationId))
        if (settled) watch?.settle(settled)
        watch?.show()
        tell('show', OUTBOX_KEY, this.#outbox.size)
      },
      refused: (refused) => tell('refused', refused),
      taken: (refs) => tell('taken', refs),
    })
    this.#desk = {
      timers: platform.timers,
      userId,
      isAuto,
      send,
      show: (conversationId, snapshot) => tell('show', keyOf(conversationId), snapshot),
      mark: (mark) => this.#outbox.add('', [mark]),
      onTheWay: (conversationId) => this.#outbox.of(conversationId),
    }
    this.#offNetwork = platform.onNetwork?.(() => this.#connection.hasten())
  }

  /** Tells all tabs that it is there, and connects. */
  open(): void {
    this.#outbox.load()
    this.#tell('hub')
    this.#connection.connect()
  }

  greet(): void {
    this.#tell('show', CONNECTION_KEY, this.#snapshot)
    this.#tell('show', OUTBOX_KEY, this.#outbox.size)
  }

  watch(tab: string, key: string, window: Window = {}): void {
    if (key === INBOX_KEY) {
      this.#inboxTabs.add(tab)
      if (this.#inboxTabs.size > 1) this.#showInbox(this.#inbox)
      else this.#connection.send({ type: 'inbox', on: true })
    } else {
      const watch = this.#watches.get(key) ?? new Watch(key.slice(1), this.#desk)
      this.#watches.set(key, watch)
      watch.watch(tab, window)
    }
  }

  unwatch(tab: string, key: string): void {
    const watch = this.#watches.get(key)
    if (key === INBOX_KEY) {
      if (this.#inboxTabs.delete(tab) && this.#inboxTabs.size === 0) this.#connection.send({ type: 'inbox', on: false })
    } else if (watch?.windows.has(tab))
      if (watch.windows.size > 1) watch.watch(tab)
      else {
        watch.close()
        this.#watches.delete(key)
        this.#connection.send({ type: 'unwatch', conversationId: key.slice(1) })
      }
  }

  mark(ref: string, { target, ...of }: Wish): void {
    const watch = this.#watches.get(keyOf(of.conversationId))
    this.#outbox.add(ref, marksOf(of, target, watch?.picture, watch?.member))
  }

  /** A tab is no more. */
  drop(tab: string): void {
    for (const key of [...this.#watches.keys(), INBOX_KEY]) this.unwatch(tab, key)
  }

  /** Ends the connection for good; what was not answered stays stored. */
  close(): Promise<void> {
    this.#offNetwork?.()
    this.#connection.close('closed')
    for (const watch of this.#watches.values()) watch.close()
    return this.#outbox.stored()
  }

  #moved(snapshot: ConnectionSnapshot): void {
    this.#snapshot = snapshot
    this.#tell('show', CONNECTION_KEY, snapshot)
    if (snapshot.state === 'open') return
    this.#outbox.offline()
    for (const watch of this.#watches.values()) watch.stale()
    if (this.#inbox.state === 'live') this.#showInbox({ ...this.#inbox, state: 'stale' })
  }

  #heard(frame: ServerFrame): void {
    if (frame.type === 'welcome') {
      for (const watch of this.#watches.values()) watch.ask()
      if (this.#inboxTabs.size > 0) this.#connection.send({ type: 'inbox', on: true })
      this.#outbox.online()
    } else if (frame.type === 'inbox') {
      this.#showInbox(inboxAfter(this.#inbox, frame))
    } else if ('id' in frame) this.#outbox.hear(frame)
    else if ('conversationId' in frame) this.#watches.get(keyOf(frame.conversationId as string))?.hear(frame)
  }

  #showInbox(inbox: InboxSnapshot): void {
    this.#inbox = inbox
    this.#tell('show', INBOX_KEY, inbox)
  }
}
