import type { WatchEvent } from './inside.ts'
import { sharedNow } from './node-talk.ts'

/** How long it may take until a watcher is told. */
const LOST_MS = 60_000

interface Waiting {
  readonly seq: number
  readonly reads: number
  resolve(at: number): void
}

/** How many have read each message, as a watcher was told, and when. */
export class HeldReads {
  readonly #reads = new Map<number, { readonly reads: number; readonly at: number }>()
  #waiting: readonly Waiting[] = []

  /** Takes what the watcher was told. */
  take(event: WatchEvent): void {
    if (event.type === 'refused') throw new Error(`the watch was refused: ${event.code}`)
    if (event.type === 'own') return
    const at = sharedNow()
    for (const [seq, , , reads] of event.tallies ?? [])
      if (this.#reads.get(seq)?.reads !== reads) this.#reads.set(seq, { reads, at })
    const isThere = ({ seq, reads }: Waiting): boolean => (this.#reads.get(seq)?.reads ?? 0) >= reads
    for (const one of this.#waiting) if (isThere(one)) one.resolve(at)
    this.#waiting = this.#waiting.filter((one) => !isThere(one))
  }

  /** When so many had read a message; rejects if that does not come. */
  async heard(seq: number, reads: number): Promise<number> {
    const held = this.#reads.get(seq)
    if (held !== undefined && held.reads >= reads) return held.at
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    this.#waiting = [...this.#waiting, { seq, reads, resolve }]
    const late = setTimeout(
      () =>
        reject(new Error(`a watcher knows of ${this.#reads.get(seq)?.reads} reads of message ${seq}, not ${reads}`)),
      LOST_MS,
    )
    return promise.finally(() => clearTimeout(late))
  }
}
