import type { MessageId } from '@tallymark/core'
import type { ConversationRecord } from '../../engine/ports/records.ts'
import { RecentWithin } from '../recent-within.ts'

/** How many are known at least. */
const LEAST = 50_000
/** So close to the end of what is known, the messages behind that end are wanted soon. */
const SOON = 8
/** How many of them are looked up together: not as many for all, so that those who read side by side do not come to the end at the same moment again. */
const TOGETHER_LEAST = 9
const TOGETHER_MOST = 24

/** A conversation of which it is known where messages stand. */
export interface SeqLine {
  readonly key: number
  readonly row: Pick<ConversationRecord, 'head'>
  /** Up to where the messages are known, or asked for, from the one on that was looked up last. */
  knownUpTo: number
}

/** Messages of a conversation that are wanted soon. */
export interface Stretch {
  readonly line: SeqLine
  readonly first: number
  readonly last: number
}

/** Where messages stand, which never changes, and who is about to come to messages of which it is not known: whoever marks one mostly marks those next. */
export class KnownSeqs {
  readonly #seqs = new RecentWithin<SeqLine, MessageId, number>(LEAST)
  readonly #runningOut = new Set<SeqLine>()
  #together = TOGETHER_LEAST

  get(line: SeqLine, id: MessageId): number | undefined {
    const seq = this.#seqs.get(line, id)
    if (seq !== undefined && seq <= line.knownUpTo && seq > line.knownUpTo - SOON) this.#runningOut.add(line)
    return seq
  }

  /** Takes where a message stands that somebody wanted. */
  wanted(line: SeqLine, seq: number, id: MessageId): void {
    this.put(line, seq, id)
    // Of most conversations only one message is marked in a while: what follows is for who comes again.
    if (line.knownUpTo > 0) this.#runningOut.add(line)
    line.knownUpTo = seq
  }

  put(line: SeqLine, seq: number, id: MessageId): void {
    this.#seqs.put(line, id, seq)
  }

  /** What is to be looked up before it is wanted, each once. */
  takeStretches(): readonly Stretch[] {
    const stretches: Stretch[] = []
    for (const line of this.#runningOut) {
      const first = line.knownUpTo + 1
      const last = Math.min(line.row.head, line.knownUpTo + this.#nextTogether())
      if (last < first) continue
      line.knownUpTo = last
      stretches.push({ line, first, last })
    }
    this.#runningOut.clear()
    return stretches
  }

  clear(): void {
    this.#seqs.clear()
    this.#runningOut.clear()
  }

  #nextTogether(): number {
    this.#together = this.#together === TOGETHER_MOST ? TOGETHER_LEAST : this.#together + 1
    return this.#together
  }
}
