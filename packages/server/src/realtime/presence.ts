import type { Nodes } from '../engine/nodes/nodes.ts'
import type { Timers } from '../engine/ports/timers.ts'

/** How often a node with connections says that it is there, and for how long the others believe it, in milliseconds. */
const SAY_MS = 2_000
const BELIEVE_MS = 7_000

/** This node among those that have connections: they share the budgets of conversations, and are told of commits (NOD2, NOD4). */
export class Presence {
  readonly #nodes: Nodes
  readonly #timers: Timers
  #saidAt = Number.NEGATIVE_INFINITY
  #count = 1
  #isUnheard = false

  constructor(nodes: Nodes, timers: Timers) {
    this.#nodes = nodes
    this.#timers = timers
  }

  /** How many nodes share a budget. */
  get count(): number {
    return this.#count
  }

  /** To be called now and then while there are connections: says that they are there, at once to a node that is new. */
  keep(): void {
    const now = this.#timers.now()
    const before = this.#count
    this.#count = this.#nodes.count
    if (now - this.#saidAt < SAY_MS && this.#count <= before && !this.#isUnheard) return
    this.#saidAt = now
    this.#isUnheard = false
    this.#nodes.say(BELIEVE_MS)
  }

  /** What was said may not have been heard: it is said again at the next call of `keep`. */
  mayBeUnheard(): void {
    this.#isUnheard = true
  }

  /** There are no connections any more. */
  leave(): void {
    if (this.#saidAt === Number.NEGATIVE_INFINITY) return
    this.#saidAt = Number.NEGATIVE_INFINITY
    this.#nodes.say(0)
  }
}
