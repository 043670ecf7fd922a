import {
  EMPTY,
  equals,
  has,
  isEmpty,
  type SeqSet,
  StepCounts,
  subtract,
  type TalliedMessage,
  type Tally,
  union,
} from '@tallymark/core'
import type { PublicParticipant } from '../public-picture.ts'

/** What a participant adds to the counts at each message: one set for each count of a tally. */
interface Contribution {
  readonly audience: SeqSet
  readonly delivered: SeqSet
  readonly read: SeqSet
  readonly hidden: SeqSet
}

const COUNTS = ['audience', 'delivered', 'read', 'hidden'] as const
const NOTHING: Contribution = { audience: EMPTY, delivered: EMPTY, read: EMPTY, hidden: EMPTY }

/** The tallies of a conversation's messages, kept up to date participant by participant (MEM2, STA5, FED11). */
export class TallyCounts {
  readonly #counts = {
    audience: new StepCounts(),
    delivered: new StepCounts(),
    read: new StepCounts(),
    hidden: new StepCounts(),
  }

  /** How many bytes it takes. */
  get bytes(): number {
    return COUNTS.reduce((sum, name) => sum + this.#counts[name].bytes, 0)
  }

  /** Puts a participant that is in in the place of what it was; `undefined` where it is not in. At which seqs that moved a count. */
  replace(before: PublicParticipant | undefined, after: PublicParticipant | undefined): SeqSet {
    const from = contribution(before)
    const to = contribution(after)
    let touched = EMPTY
    for (const name of COUNTS) {
      if (equals(from[name], to[name])) continue
      const added = subtract(to[name], from[name])
      const removed = subtract(from[name], to[name])
      if (!isEmpty(added)) this.#counts[name].add(added, 1)
      if (!isEmpty(removed)) this.#counts[name].add(removed, -1)
      touched = union(touched, union(added, removed))
    }
    return touched
  }

  /** The tally of a message; `sender` is its sender if that is in. */
  tally(message: TalliedMessage, sender: PublicParticipant | undefined): Tally {
    const { seq } = message
    const { audience, delivered, read, hidden } = this.#counts
    const own = (set: SeqSet): number => (has(set, seq) ? 1 : 0)
    // One's own message is not for oneself, whatever one's sets say of it.
    const of = sender !== undefined && has(sender.member, seq) ? contribution(sender) : NOTHING
    return {
      audience: audience.at(seq) - own(of.audience),
      delivered: delivered.at(seq) - own(of.delivered),
      read: read.at(seq) - own(of.read),
      hidden: hidden.at(seq) - own(of.hidden),
    }
  }
}

const contribution = (of: PublicParticipant | undefined): Contribution =>
  of === undefined
    ? NOTHING
    : {
        audience: of.member,
        delivered: of.delivered,
        read: of.read,
        hidden: of.sharesReads ? EMPTY : subtract(of.member, of.read),
      }
