import type { ReceiptTimes } from '../ports/records.ts'

/** The most messages of which times are kept. */
const MESSAGES_MAX = 64

/**
 * When recipients received and read the messages that were asked for last. A recipient's times are forgotten when anything of it moves:
 * the time of a receipt never changes, but there may be one more (RCP3).
 */
export class ReplicaTimes {
  /** By seq and ordinal; the message that was learned first at the head. */
  readonly #bySeq = new Map<number, Map<number, ReceiptTimes>>()

  /** How many times are kept. */
  get count(): number {
    let sum = 0
    for (const times of this.#bySeq.values()) sum += times.size
    return sum
  }

  /** The times of a message that are known, by ordinal. */
  of(seq: number): ReadonlyMap<number, ReceiptTimes> {
    return this.#bySeq.get(seq) ?? NONE
  }

  /** Takes times that were looked up. */
  learn(seq: number, ordinal: number, times: ReceiptTimes): void {
    const known = this.#bySeq.get(seq)
    if (known === undefined) this.#bySeq.set(seq, new Map([[ordinal, times]]))
    else known.set(ordinal, times)
    const [oldest] = this.#bySeq.size > MESSAGES_MAX ? this.#bySeq.keys() : []
    if (oldest !== undefined) this.#bySeq.delete(oldest)
  }

  /** Forgets a recipient's. */
  forget(ordinal: number): void {
    for (const times of this.#bySeq.values()) times.delete(ordinal)
  }
}

const NONE: ReadonlyMap<number, ReceiptTimes> = new Map()
