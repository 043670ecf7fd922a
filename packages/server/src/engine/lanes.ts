import { type Refusal, refuse } from '@tallymark/core'
import type { Command } from './command.ts'
import { Lane, type LaneOptions } from './lane.ts'
import type { Clock } from './ports/clock.ts'
import type { Store } from './ports/store.ts'

/** As many lanes as the store has use for. A lane name always leads to the same lane. */
export class Lanes {
  readonly #lanes: readonly Lane[]
  #stopping = false

  constructor(store: Store, clock: Clock, options: LaneOptions) {
    this.#lanes = Array.from({ length: store.lanes }, () => new Lane(store, clock, options))
  }

  /** How many commands wait for a commit. */
  get depth(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.depth, 0)
  }

  /** Whether commands are taken. */
  get isOpen(): boolean {
    return !this.#stopping
  }

  submit<Answer>(command: Command<Answer>): Promise<Answer | Refusal> {
    if (this.#stopping) return Promise.resolve(refuse('stopping'))
    const lane = this.#lanes[hash(command.lane) % this.#lanes.length] as Lane
    return lane.submit(command)
  }

  /** Takes no more commands; resolves when all that were taken are answered (ENG3). */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#lanes.map((lane) => lane.idle()))
  }
}

/** FNV-1a over the UTF-16 code units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0
  return value
}
