import type { Bus, BusListener } from '../src/engine/ports/bus.ts'
import type { Timers } from '../src/engine/ports/timers.ts'
import type { Chance } from './histories/chance.ts'

/** How often a text of a bus is lost, doubled and late. */
export interface Unkindness {
  readonly lost: number
  readonly doubled: number
  readonly late: number
}

export const KIND_BUS: Unkindness = { lost: 0, doubled: 0, late: 0 }

/** Buses of several nodes that lose, double, delay and reorder what they carry, by chance, in the time of a test. */
export class UnkindBus {
  readonly #listeners = new Set<BusListener>()
  readonly #timers: Timers
  readonly #chance: Chance
  unkindness: Unkindness = KIND_BUS
  /** How many texts were sent, and how long the longest was. */
  sent = 0
  longest = 0

  constructor(timers: Timers, chance: Chance) {
    this.#timers = timers
    this.#chance = chance
  }

  /** The bus as one node has it. */
  newBus(maxBytes = 7_900): Bus {
    return {
      maxBytes,
      send: (text) => this.#send(text),
      listen: (listener) => {
        this.#listeners.add(listener)
        return () => this.#listeners.delete(listener)
      },
      close: async () => {},
    }
  }

  /** Tells every node that some of what was sent may be missing. */
  mayHaveMissed(): void {
    for (const listener of this.#listeners) listener.mayHaveMissed()
  }

  #send(text: string): void {
    this.sent += 1
    this.longest = Math.max(this.longest, Buffer.byteLength(text))
    const { lost, doubled, late } = this.unkindness
    for (const listener of this.#listeners) {
      if (this.#chance.hits(lost)) continue
      for (let times = this.#chance.hits(doubled) ? 2 : 1; times > 0; times -= 1) {
        const hear = (): void => (this.#listeners.has(listener) ? listener.heard(text) : undefined)
        if (this.#chance.hits(late)) this.#timers.after(this.#chance.between(1, 1_500), hear)
        else this.#timers.soon(hear)
      }
    }
  }
}
