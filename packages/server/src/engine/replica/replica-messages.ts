import { isEmpty, ranges, type SeqSet, size } from '@tallymark/core'
import type { MessageRecord } from '../ports/records.ts'

/** A message that somebody has on the screen. */
export interface ReplicaMessage {
  readonly record: MessageRecord
  /** `null` for a message of the system, and of a sender who was erased. */
  readonly senderId: string | null
  /** The version at which it came, was deleted or lost its sender, or was loaded, if that is later. */
  readonly movedAt: number
  /** The version at which its tally may have moved last. */
  talliedAt: number
}

/** Messages of a replica, by seq: those on a screen, and no more than a bound beside them. */
export class ReplicaMessages {
  readonly #bySeq = new Map<number, ReplicaMessage>()

  get count(): number {
    return this.#bySeq.size
  }

  get(seq: number): ReplicaMessage | undefined {
    return this.#bySeq.get(seq)
  }

  put(message: ReplicaMessage): void {
    this.#bySeq.set(message.record.seq, message)
  }

  all(): Iterable<ReplicaMessage> {
    return this.#bySeq.values()
  }

  /** Those from `first` to `last`, ascending; seqs that are not loaded are left out. */
  between(first: number, last: number): readonly ReplicaMessage[] {
    const found: ReplicaMessage[] = []
    for (let seq = first; seq <= last; seq += 1) {
      const message = this.#bySeq.get(seq)
      if (message !== undefined) found.push(message)
    }
    return found
  }

  /** Those at the seqs of a set. Takes time in the smaller of the two. */
  *at(seqs: SeqSet): Generator<ReplicaMessage> {
    if (isEmpty(seqs) || this.#bySeq.size === 0) return
    if (size(seqs) <= this.#bySeq.size) {
      for (const [first, last] of ranges(seqs)) yield* this.between(first, last)
      return
    }
    for (const [first, last] of ranges(seqs))
      for (const message of this.#bySeq.values())
        if (message.record.seq >= first && message.record.seq <= last) yield message
  }

  /** Forgets those that nobody needs. */
  keepOnly(isNeeded: (seq: number) => boolean): void {
    for (const seq of this.#bySeq.keys()) if (!isNeeded(seq)) this.#bySeq.delete(seq)
  }
}
