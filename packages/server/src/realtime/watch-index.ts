import type { Watch } from './watch.ts'

/** The watches of one conversation, also by the ordinals of their viewers. */
export class WatchIndex {
  readonly #all = new Set<Watch>()
  readonly #byOrdinal = new Map<number, Set<Watch>>()

  get count(): number {
    return this.#all.size
  }

  all(): ReadonlySet<Watch> {
    return this.#all
  }

  /** Those of one viewer's devices. */
  of(ordinal: number): Iterable<Watch> {
    return this.#byOrdinal.get(ordinal) ?? []
  }

  add(watch: Watch): void {
    this.#all.add(watch)
    if (watch.looker === 'chat') return
    const own = this.#byOrdinal.get(watch.looker)
    if (own === undefined) this.#byOrdinal.set(watch.looker, new Set([watch]))
    else own.add(watch)
  }

  delete(watch: Watch): void {
    this.#all.delete(watch)
    if (watch.looker === 'chat') return
    const own = this.#byOrdinal.get(watch.looker)
    own?.delete(watch)
    if (own?.size === 0) this.#byOrdinal.delete(watch.looker)
  }
}
