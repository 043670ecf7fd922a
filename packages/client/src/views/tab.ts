import type { ConnectionSnapshot } from '../connection/connection-snapshot.ts'
import { CONNECTION_KEY, INBOX_KEY, keyOf, OUTBOX_KEY, type TabEnd, type Wish } from '../feed/ends.ts'
import { NO_INBOX } from '../feed/inbox.ts'
import type { Seat } from '../feed/seat.ts'
import type { Window } from '../feed/window.ts'
import type { RefusedMark } from '../marks/refused-mark.ts'
import type { Timers } from '../ports/timers.ts'
import { ConversationView } from './conversation-view.ts'
import { callSafely, ShownView } from './view.ts'

/** One tab's views, and its marks until a hub has taken them. */
export class Tab implements TabEnd {
  readonly name: string
  readonly timers: Timers
  readonly connection: ShownView<ConnectionSnapshot>
  readonly outbox: ShownView<number>
  readonly inbox: ShownView<typeof NO_INBOX>
  readonly #onRefused: ((refused: RefusedMark) => void) | undefined
  readonly #views = new Map<string, ShownView<unknown>>()
  readonly #windows = new Map<string, Window>()
  /** By ref, in the order of being made. */
  readonly #untaken = new Map<string, Wish>()
  #refs = 0
  #seat: Seat | undefined

  constructor(name: string, timers: Timers, onRefused: ((refused: RefusedMark) => void) | undefined) {
    this.name = name
    this.timers = timers
    this.#onRefused = onRefused
    const connecting: ConnectionSnapshot = { state: 'connecting' }
    this.connection = this.#add(CONNECTION_KEY, new ShownView(connecting, timers))
    this.outbox = this.#add(OUTBOX_KEY, new ShownView(0, timers))
    this.inbox = this.#add(INBOX_KEY, new ShownView(NO_INBOX, timers, this.#onWatched(INBOX_KEY)))
  }

  /** From now on it has a place at a hub. */
  sit(seat: Seat): void {
    this.#seat = seat
    this.hub()
  }

  /** The view of a conversation, the same one each time. */
  conversation(conversationId: string): ConversationView {
    const key = keyOf(conversationId)
    const known = this.#views.get(key) as unknown as ConversationView | undefined
    return known ?? this.#add(key, new ConversationView(conversationId, this, this.#onWatched(key)))
  }

  /** Moves the window of what is shown under a key. */
  setWindow(key: string, window: Window): void {
    this.#windows.set(key, window)
    if (this.#views.get(key)?.isWatched) this.#watch(key)
  }

  /** Marks; kept until a hub has stored it. */
  mark(wish: Wish): void {
    const ref = `${this.name} ${++this.#refs}`
    this.#untaken.set(ref, wish)
    this.#seat?.ask(['mark', ref, wish])
  }

  hub(): void {
    this.#seat?.ask(['greet'])
    for (const [ref, wish] of this.#untaken) this.#seat?.ask(['mark', ref, wish])
    for (const [key, view] of this.#views) if (view.isWatched) this.#watch(key)
  }

  show(key: string, snapshot: unknown): void {
    const view = this.#views.get(key)
    if (view?.isWatched) view.show(snapshot)
  }

  taken(refs: readonly string[]): void {
    for (const ref of refs) this.#untaken.delete(ref)
  }

  refused(refused: RefusedMark): void {
    callSafely(() => this.#onRefused?.(refused))
  }

  /** Ends what waits. */
  close(): void {
    this.#seat?.leave()
    this.connection.show({ state: 'closed', reason: 'closed', code: 0 })
    for (const view of this.#views.values()) view.close()
  }

  #add<Snapshot, Shown extends ShownView<Snapshot>>(key: string, view: Shown & ShownView<Snapshot>): Shown {
    this.#views.set(key, view as ShownView<unknown>)
    return view
  }

  #onWatched(key: string): (isWatched: boolean) => void {
    return (isWatched) => {
      if (isWatched) this.#watch(key)
      else this.#leave(key)
    }
  }

  #leave(key: string): void {
    this.#seat?.ask(['unwatch', this.name, key])
    // Nobody tells any more whether it still is so.
    const view = this.#views.get(key) as ShownView<{ readonly state: string }> | undefined
    const snapshot = view?.getSnapshot()
    if (snapshot?.state === 'live') view?.show({ ...snapshot, state: 'stale' })
  }

  #watch(key: string): void {
    // The rest is told to everybody.
    if (key !== CONNECTION_KEY && key !== OUTBOX_KEY) this.#seat?.ask(['watch', this.name, key, this.#windows.get(key)])
  }
}
