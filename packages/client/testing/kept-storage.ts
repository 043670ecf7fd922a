import type { MarkOnTheWay } from '../src/marks/mark.ts'
import type { Storage } from '../src/ports/storage.ts'

/** A storage that survives the clients that use it, as long as a test holds it. */
export class KeptStorage implements Storage {
  readonly #kept = new Map<string, readonly MarkOnTheWay[]>()

  async load(owner: string): Promise<readonly MarkOnTheWay[]> {
    return structuredClone(this.#kept.get(owner) ?? [])
  }

  async save(owner: string, marks: readonly MarkOnTheWay[]): Promise<void> {
    this.#kept.set(owner, structuredClone(marks))
  }

  /** How many marks are kept, of all owners. */
  get size(): number {
    return [...this.#kept.values()].flat().length
  }
}
