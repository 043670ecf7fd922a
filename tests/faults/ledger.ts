import { has, type SeqSet } from '@tallymark/core'

/** The conversation that all load is put on. */
export const CONVERSATION = 'c1'

/** What was acknowledged, kept by whoever was told, outside of the process that is going to die. */
export class Ledger {
  /** Of every acknowledged message its seq. */
  readonly seqs = new Map<string, number>()
  /** The acknowledged messages, in the order of their acknowledgements. */
  readonly messageIds: string[] = []
  /** For every reader the messages whose marks were acknowledged. */
  readonly reads = new Map<string, Set<string>>()
  /** Messages that nobody answered for: they may be there or not, and are posted again. */
  readonly unanswered: { readonly messageId: string; readonly senderId: string }[] = []
  #posted = 0

  /** An id that was not used before. */
  newMessageId(): string {
    this.#posted += 1
    return `m${this.#posted}`
  }

  posted(messageId: string, seq: number): void {
    this.seqs.set(messageId, seq)
    this.messageIds.push(messageId)
  }

  read(messageId: string, readerId: string): void {
    const messages = this.reads.get(readerId)
    if (messages === undefined) this.reads.set(readerId, new Set([messageId]))
    else messages.add(messageId)
  }

  /** How many acknowledgements it holds. */
  get size(): number {
    let total = this.seqs.size
    for (const messages of this.reads.values()) total += messages.size
    return total
  }

  /** How many of the acknowledged posts and marks are not there. */
  lost(kept: Kept): number {
    let lost = 0
    for (const [messageId, seq] of this.seqs) if (kept.seqs.get(messageId) !== seq) lost += 1
    for (const [readerId, messages] of this.reads) {
      const read = kept.reads.get(readerId)
      for (const messageId of messages) {
        const seq = kept.seqs.get(messageId)
        if (read === undefined || seq === undefined || !has(read, seq)) lost += 1
      }
    }
    return lost
  }
}

/** What a database holds of the conversation. */
export interface Kept {
  readonly seqs: ReadonlyMap<string, number>
  readonly reads: ReadonlyMap<string, SeqSet>
}
