import type { BusListener, CountedBus } from '../engine/ports/bus.ts'
import type { Timers } from '../engine/ports/timers.ts'
import type { BusReport } from './bus-parts.ts'
import { carries } from './carries.ts'
import { Listeners } from './listeners.ts'
import { WaitingTexts } from './waiting-texts.ts'

/** As PostgreSQL's, so that what goes here goes there. */
const MAX_BYTES = 7_999

/** Carries texts between the nodes of one process: each bus that is opened on it is a node. */
export class LocalHub {
  readonly #timers: Timers
  readonly #nodes = new Set<LocalBus>()
  readonly #waiting = new WaitingTexts()
  #isCarrying = false

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** A node's bus. */
  open(report: BusReport): CountedBus {
    const node: LocalBus = new LocalBus(
      report,
      (text) => this.#carry(text),
      () => this.#nodes.delete(node),
    )
    this.#nodes.add(node)
    return node
  }

  /** Has a text heard in a later turn of the loop, so that nobody is told while it is telling (BUS4). Gives back how many were dropped for it. */
  #carry(text: string): number {
    const dropped = this.#waiting.add(text)
    if (!this.#isCarrying) this.#deliverSoon()
    return dropped
  }

  #deliverSoon(): void {
    this.#isCarrying = true
    this.#timers.soon(() => {
      for (const text of this.#waiting.take()) for (const node of [...this.#nodes]) node.hear(text)
      this.#isCarrying = false
      if (this.#waiting.size > 0) this.#deliverSoon()
    })
  }
}

class LocalBus implements CountedBus {
  readonly maxBytes = MAX_BYTES
  readonly counts = { sent: 0, heard: 0, dropped: 0, reconnects: 0 }
  readonly #listeners: Listeners
  readonly #carry: (text: string) => number
  readonly #leave: () => void
  #isClosed = false

  constructor(report: BusReport, carry: (text: string) => number, leave: () => void) {
    this.#listeners = new Listeners(report)
    this.#carry = carry
    this.#leave = leave
  }

  send(text: string): void {
    if (this.#isClosed || !carries(text, this.maxBytes)) {
      this.counts.dropped += 1
      return
    }
    this.counts.sent += 1
    this.counts.dropped += this.#carry(text)
  }

  listen(listener: BusListener): () => void {
    return this.#listeners.add(listener)
  }

  hear(text: string): void {
    this.counts.heard += 1
    this.#listeners.heard(text)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#listeners.clear()
    this.#leave()
  }
}
