import { type ConversationId, type Refusal, refuse, type UserId, type Watch as WatchFrame } from '@tallymark/core'
import { refusalOfFault } from '../engine/refusal-of-fault.ts'
import type { FeedParts } from './feed-parts.ts'
import { refusedFrame } from './refusals.ts'
import { Watch, type Watcher } from './watch.ts'

/** The watches of one connection. */
export class ConnectionWatches {
  readonly #parts: FeedParts
  readonly #watcher: Watcher
  readonly #viewer: UserId | 'chat'
  readonly #watches = new Map<ConversationId, Watch>()

  constructor(parts: FeedParts, watcher: Watcher, viewer: UserId | 'chat') {
    this.#parts = parts
    this.#watcher = watcher
    this.#viewer = viewer
  }

  get count(): number {
    return this.#watches.size
  }

  /** Begins a watch, or moves one (CON4, FED12). */
  begin({ conversationId, from, to, since }: WatchFrame): void {
    const id = conversationId as ConversationId
    const known = this.#watches.get(id)
    const fault = from === undefined ? to !== undefined : to !== undefined && to < from
    if (fault) {
      // Whoever is refused a window watches none, not the one that it had before.
      this.end(id)
      this.#refuse(id, { refused: 'invalid_input', detail: 'A window begins with `from` and does not end before it.' })
    } else if (known !== undefined) this.#move(known, { from, to, since })
    else if (this.#watches.size >= this.#parts.limits.watches) this.#refuse(id, refuse('too_many_watches'))
    else this.#admit(new Watch(id, this.#watcher, { from, to, since }))
  }

  end(id: string): void {
    const watch = this.#watches.get(id as ConversationId)
    if (watch !== undefined) this.#leave(watch)
  }

  endAll(): void {
    for (const watch of [...this.#watches.values()]) this.#leave(watch)
  }

  /** A watch is over by itself. */
  forget(watch: Watch): void {
    if (this.#watches.get(watch.conversationId) === watch) this.#watches.delete(watch.conversationId)
  }

  /** Tells what could not be told before (FED2). */
  catchUp(): void {
    for (const watch of this.#watches.values())
      if (watch.isPending) this.#follow(watch, this.#parts.fanOuts.catchUp(watch))
  }

  #admit(watch: Watch): void {
    this.#watches.set(watch.conversationId, watch)
    this.#follow(
      watch,
      this.#parts.fanOuts.admit(watch, this.#viewer).then((refusal) => {
        if (refusal === undefined || watch.isEnded) return
        this.#leave(watch)
        this.#refuse(watch.conversationId, refusal)
      }),
    )
  }

  #move(watch: Watch, asked: Watch['asked']): void {
    watch.move(asked)
    if (watch.own !== undefined) this.#follow(watch, this.#parts.fanOuts.watch(watch))
  }

  #leave(watch: Watch): void {
    this.#watches.delete(watch.conversationId)
    this.#parts.fanOuts.leave(watch)
  }

  /** Where the store fails while a watch is brought up to date, the viewer is told to ask again. */
  #follow(watch: Watch, doing: Promise<void>): void {
    doing.catch((fault: unknown) => {
      this.#parts.onFault(fault)
      if (watch.isEnded) return
      this.#leave(watch)
      this.#refuse(watch.conversationId, refusalOfFault(fault))
    })
  }

  #refuse(conversationId: ConversationId, refusal: Refusal): void {
    this.#watcher.send(refusedFrame(refusal, { conversationId }))
  }
}
