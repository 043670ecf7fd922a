import type { Store } from '../src/engine/ports/store.ts'
import { StoreError } from '../src/engine/ports/store-error.ts'
import { aroundStore, type CallUnderWay } from './around-store.ts'

/** A store whose commits a test counts, holds back and lets fail. */
export class CommitWatch {
  readonly store: Store
  /** How many commits were asked for. */
  commits = 0
  #gate = Promise.withResolvers<void>()
  #reached = Promise.withResolvers<void>()
  #failures = 0

  constructor(store: Store) {
    this.#gate.resolve()
    this.store = aroundStore(store, (underWay) => this.#around(underWay))
  }

  /** Holds back every commit from now on. */
  hold(): void {
    this.#gate = Promise.withResolvers()
    this.#reached = Promise.withResolvers()
  }

  /** Lets go of the commits that are held back. */
  release(): void {
    this.#gate.resolve()
  }

  /** Resolves when a commit is being held back. */
  reached(): Promise<void> {
    return this.#reached.promise
  }

  /** Lets the next commits fail, before anything of them is written. */
  failNext(commits = 1): void {
    this.#failures = commits
  }

  async #around<T>({ call, run, giveUp }: CallUnderWay<T>): Promise<T> {
    if (call !== 'commit') return run()
    this.commits += 1
    this.#reached.resolve()
    await this.#gate.promise
    if (this.#failures > 0) {
      this.#failures -= 1
      await giveUp()
      throw new StoreError('unavailable', 'The disk is full.')
    }
    return run()
  }
}
