import { EMPTY, formatSeqSet, isEmpty, type SeqSet, subtract, union } from '@tallymark/core'

/** What is in the database of a conversation, or was answered of it. */
export interface Kept {
  readonly seqs: ReadonlyMap<string, number>
  /** By user. */
  readonly delivered: ReadonlyMap<string, SeqSet>
  readonly read: ReadonlyMap<string, SeqSet>
  readonly version: number
}

export type Kind = 'delivered' | 'read'

/** What was acknowledged in one conversation, to anybody by any node: kept by those who were told, outside of the processes that are going to die. */
export class Acknowledged {
  readonly conversationId: string
  /** Of every acknowledged message its seq. */
  readonly seqs = new Map<string, number>()
  /** The ids by seq, from 1 on, as far as they are acknowledged. */
  readonly ids: string[] = []
  /** The highest version that anybody was told. */
  version = 0
  /** How many acknowledgements there were. */
  count = 0
  readonly #marks = { delivered: new Map<string, SeqSet>(), read: new Map<string, SeqSet>() }

  constructor(conversationId: string) {
    this.conversationId = conversationId
  }

  /** The seq of the newest acknowledged message. */
  get head(): number {
    return this.ids.length === 0 ? 0 : this.ids.length - 1
  }

  /** What is acknowledged to be marked by a user. */
  of(kind: Kind, userId: string): SeqSet {
    return this.#marks[kind].get(userId) ?? EMPTY
  }

  posted(messageId: string, seq: number): void {
    this.count += 1
    this.seqs.set(messageId, seq)
    this.ids[seq] = messageId
  }

  marked(kind: Kind, userId: string, seqs: SeqSet): void {
    this.count += 1
    for (const each of kind === 'read' ? (['read', 'delivered'] as const) : ([kind] as const))
      this.#marks[each].set(userId, union(this.of(each, userId), seqs))
  }

  told(version: number): void {
    this.version = Math.max(this.version, version)
  }

  /** What was acknowledged so far, whatever is acknowledged from now on. */
  soFar(): Acknowledged {
    const copy = new Acknowledged(this.conversationId)
    for (const [messageId, seq] of this.seqs) copy.seqs.set(messageId, seq)
    for (const kind of ['delivered', 'read'] as const)
      for (const [userId, seqs] of this.#marks[kind]) copy.#marks[kind].set(userId, seqs)
    return copy
  }

  /** Takes what is there for what was acknowledged: the rest is lost, and known to be. */
  beginAnew({ seqs, delivered, read, version }: Kept): void {
    this.seqs.clear()
    this.ids.length = 0
    for (const [messageId, seq] of seqs) this.posted(messageId, seq)
    this.#marks.delivered = new Map(delivered)
    this.#marks.read = new Map(read)
    this.version = version
  }

  /** What of the acknowledged posts and marks is not there, in words. */
  lost(kept: Kept): readonly string[] {
    const lost: string[] = []
    for (const [messageId, seq] of this.seqs)
      if (kept.seqs.get(messageId) !== seq) lost.push(`${messageId} is not at ${seq}`)
    for (const kind of ['delivered', 'read'] as const)
      for (const [userId, seqs] of this.#marks[kind]) {
        const missing = subtract(seqs, kept[kind].get(userId) ?? EMPTY)
        if (!isEmpty(missing)) lost.push(`${formatSeqSet(missing)} is not ${kind} by ${userId}`)
      }
    return lost
  }
}
