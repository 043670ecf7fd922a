import type { MessageId } from '@tallymark/core'
import type { MessageRecord } from '../ports/records.ts'

/** The most messages that are kept. */
const MESSAGES_MAX = 64

/** The messages of a replica that were asked for by their ids last. */
export class ReplicaNames {
  /** The message that was learned first at the head. */
  readonly #byId = new Map<MessageId, MessageRecord>()

  /** The message, if it is known. */
  get(id: MessageId): MessageRecord | undefined {
    return this.#byId.get(id)
  }

  /** Takes a message that was looked up. */
  learn(record: MessageRecord): void {
    this.#byId.set(record.messageId, record)
    const [oldest] = this.#byId.size > MESSAGES_MAX ? this.#byId.keys() : []
    if (oldest !== undefined) this.#byId.delete(oldest)
  }

  /** Takes what became of a message, if it is known. */
  move(record: MessageRecord): void {
    if (this.#byId.has(record.messageId)) this.#byId.set(record.messageId, record)
  }
}
