import { formatSeqSet, intersect, ofSeqs, range, type SeqSet } from '@tallymark/core'
import type { Replica } from '../engine/replica/replica.ts'
import type { ReplicaMessage } from '../engine/replica/replica-messages.ts'

/** Who looks: a participant by its ordinal, or the chat itself, which sees what the sender would (PRV5). */
export type Looker = number | 'chat'

/** The messages that are watched; `to` is `Infinity` where all that come are. */
export interface Window {
  readonly from: number
  readonly to: number
}

const EVERYTHING = range(1, Number.POSITIVE_INFINITY)

/** What of a replica one looker may see through a window (FED8): all that frames are made of goes through here. */
export class View {
  readonly window: Window
  /** The same for all views that see the same. */
  readonly key: string
  readonly #replica: Replica
  readonly #looker: Looker
  readonly #seqs: SeqSet
  readonly #isOwnOnly: boolean

  /** A looker who is not in must not be asked for. */
  constructor(replica: Replica, looker: Looker, window: Window) {
    const member = looker === 'chat' ? EVERYTHING : replica.member(looker)?.row.member
    this.window = window
    this.#replica = replica
    this.#looker = looker
    this.#seqs = intersect(member ?? EVERYTHING, range(window.from, window.to))
    this.#isOwnOnly = looker !== 'chat' && replica.settings.visibility === 'sender'
    this.key = `${window.from}-${window.to} ${formatSeqSet(this.#seqs)} ${this.#isOwnOnly ? looker : ''}`
  }

  /** Those in the window that the looker was a member for. */
  messages(): readonly ReplicaMessage[] {
    const all: ReplicaMessage[] = []
    const head = Math.min(this.window.to, this.#replica.conversation.head)
    for (let i = 0; i < this.#seqs.length; i += 2)
      all.push(...this.#replica.messages.between(this.#seqs[i] as number, Math.min(this.#seqs[i + 1] as number, head)))
    return all
  }

  /** Whether the looker may see this message's receipts: it is not deleted, and visibility lets it (STA4, PRV5). */
  seesReceiptsOf({ record }: ReplicaMessage): boolean {
    return record.deletedAt === null && (!this.#isOwnOnly || record.sender === this.#looker)
  }

  /** Whether people's sets tell of this message: where they are of the looker's own messages only, if it is one of them. */
  concernsPeople({ record }: ReplicaMessage): boolean {
    return !this.#isOwnOnly || record.sender === this.#looker
  }

  /** Whether the people's sets are of the looker's own messages only, so that they move with these. */
  get isOwnOnly(): boolean {
    return this.#isOwnOnly
  }

  /** The seqs of which the looker may know who has received and read them. */
  seqsOfPeople(): SeqSet {
    if (!this.#isOwnOnly) return this.#seqs
    return ofSeqs(
      this.messages()
        .filter((message) => this.seesReceiptsOf(message))
        .map(({ record }) => record.seq),
    )
  }
}
