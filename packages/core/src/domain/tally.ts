import { isIn } from './membership.ts'
import { has, rangeAt, type SeqSet } from './seq-set.ts'

/** How far a message has come: its audience, and how many of it are known to have received and read it. */
export interface Tally {
  readonly audience: number
  readonly delivered: number
  readonly read: number
  /** Recipients not known to have read it who do not share their reads at present (STA5). */
  readonly hidden: number
}

/** What a tally needs to know of a participant. The sets are those that others may know. */
export interface TalliedParticipant {
  readonly ordinal: number
  readonly member: SeqSet
  readonly delivered: SeqSet
  readonly read: SeqSet
  readonly sharesReads: boolean
}

/** What a tally needs to know of a message. */
export interface TalliedMessage {
  readonly seq: number
  readonly sender: number | null
}

/**
 * The tallies of messages, which must be in ascending order of seq (MEM2, STA6). Takes time in the number of participants and of
 * their ranges between the first and the last message, not in participants times messages.
 */
export function tallies(
  participants: Iterable<TalliedParticipant>,
  messages: readonly TalliedMessage[],
): readonly Tally[] {
  const seqs = messages.map((message) => message.seq)
  const audience = new Steps(seqs)
  const delivered = new Steps(seqs)
  const read = new Steps(seqs)
  const hidden = new Steps(seqs)
  const inNow = new Map<number, TalliedParticipant>()
  for (const participant of participants) {
    if (!isIn(participant.member)) continue
    inNow.set(participant.ordinal, participant)
    audience.add(participant.member, 1)
    delivered.add(participant.delivered, 1)
    read.add(participant.read, 1)
    if (participant.sharesReads) continue
    hidden.add(participant.member, 1)
    hidden.add(participant.read, -1)
  }
  const sums = [audience.sums(), delivered.sums(), read.sums(), hidden.sums()] as const
  return messages.map((message, i) => {
    const all = sumsAt(sums, i)
    const sender = message.sender === null ? undefined : inNow.get(message.sender)
    return sender !== undefined && has(sender.member, message.seq) ? without(all, sender, message.seq) : all
  })
}

const sumsAt = (sums: readonly (readonly number[])[], i: number): Tally => ({
  audience: sums[0]?.[i] ?? 0,
  delivered: sums[1]?.[i] ?? 0,
  read: sums[2]?.[i] ?? 0,
  hidden: sums[3]?.[i] ?? 0,
})

function without(tally: Tally, sender: TalliedParticipant, seq: number): Tally {
  const hasRead = has(sender.read, seq)
  return {
    audience: tally.audience - 1,
    delivered: tally.delivered - (has(sender.delivered, seq) ? 1 : 0),
    read: tally.read - (hasRead ? 1 : 0),
    hidden: tally.hidden - (!sender.sharesReads && !hasRead ? 1 : 0),
  }
}

/** Counts, for each of some ascending seqs, how many of the sets added hold it: +1 where a range starts, -1 after its end. */
class Steps {
  readonly #seqs: readonly number[]
  readonly #steps: number[]

  constructor(seqs: readonly number[]) {
    this.#seqs = seqs
    this.#steps = new Array(seqs.length + 1).fill(0)
  }

  add(set: SeqSet, weight: number): void {
    const newest = this.#seqs[this.#seqs.length - 1] ?? 0
    for (let at = rangeAt(set, this.#seqs[0] ?? 1); at < set.length && (set[at] as number) <= newest; at += 2) {
      this.#step(set[at] as number, weight)
      this.#step((set[at + 1] as number) + 1, -weight)
    }
  }

  sums(): readonly number[] {
    let sum = 0
    return this.#seqs.map((_, i) => {
      sum += this.#steps[i] as number
      return sum
    })
  }

  #step(seq: number, weight: number): void {
    let low = 0
    let high = this.#seqs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#seqs[middle] as number) < seq) low = middle + 1
      else high = middle
    }
    this.#steps[low] = (this.#steps[low] as number) + weight
  }
}
