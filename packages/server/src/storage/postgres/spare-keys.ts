import type { Connections } from './connections.ts'
import { takeKeys } from './read-sql.ts'

/** How many keys are taken at once, at least. */
const BLOCK = 1_000

/** Keys for new rows of one table, taken from the database in blocks, so that no two nodes are offered the same. */
export class SpareKeys {
  readonly #connections: Connections
  readonly #text: string
  #next = 0
  #end = 0

  constructor(connections: Connections, table: 'conversation' | 'user') {
    this.#connections = connections
    this.#text = takeKeys(table)
  }

  /** So many keys that no row has and nobody was offered. */
  async take(count: number): Promise<readonly number[]> {
    // Others may take while the database is asked.
    while (!this.#has(count)) await this.#ask(count)
    const first = this.#next
    this.#next += count
    return Array.from({ length: count }, (_, i) => first + i)
  }

  /** Sees to it that so many can be taken without a question, as long as nobody else takes them. */
  async prepare(count: number): Promise<void> {
    if (!this.#has(count)) await this.#ask(count)
  }

  #has(count: number): boolean {
    return this.#end - this.#next >= count
  }

  async #ask(count: number): Promise<void> {
    const size = Math.max(count, BLOCK)
    const [answer] = await this.#connections.ask([{ text: this.#text, values: [size] }])
    this.#next = answer?.rows[0]?.[0] as number
    this.#end = this.#next + size
  }
}
