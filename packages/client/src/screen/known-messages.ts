import type { Client } from '../create-client-on.ts'
import type { Conversation } from '../views/conversation.ts'
import type { MessageSummary } from '../views/conversation-snapshot.ts'

/** How many messages are remembered after they left the window; the oldest go first. */
const KEPT_MAX = 20_000

/** What is known of the messages of a conversation, of those too that have left its window. */
export class KnownMessages {
  readonly #client: Client
  readonly #conversation: Conversation
  readonly #kept = new Map<string, MessageSummary>()
  /** Where messages are that were looked up; nothing where that was of no avail, or is under way. */
  readonly #lookedUp = new Map<string, number | undefined>()
  #abort = new AbortController()

  constructor(client: Client, conversation: Conversation) {
    this.#client = client
    this.#conversation = conversation
  }

  /** How far a message has come, or had come when it was last asked for in the window; the same object until that changes. */
  message(messageId: string): MessageSummary | undefined {
    const now = this.#conversation.message(messageId)
    if (!now) return this.#kept.get(messageId)
    this.#kept.set(messageId, now)
    if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value as string)
    return now
  }

  /** Where a message is, if that was ever known. */
  seqOf(messageId: string): number | undefined {
    return this.message(messageId)?.seq ?? this.#lookedUp.get(messageId)
  }

  /** Whether a message has been looked up since the last `forgetLookUps`. */
  isLookedUp(messageId: string): boolean {
    return this.#lookedUp.has(messageId)
  }

  /** Asks the server where a message is, and calls back; with nothing where it does not know, and not at all once that is forgotten. */
  lookUp(messageId: string, found: (seq: number | undefined) => void): void {
    const { signal } = this.#abort
    this.#lookedUp.set(messageId, undefined)
    void this.#seqAt(messageId, signal).then((seq) => {
      if (signal.aborted) return
      this.#lookedUp.set(messageId, seq)
      found(seq)
    })
  }

  /** Ends what is being looked up, and forgets what was. */
  forgetLookUps(): void {
    this.#abort.abort()
    this.#abort = new AbortController()
    this.#lookedUp.clear()
  }

  async #seqAt(messageId: string, signal: AbortSignal): Promise<number | undefined> {
    const of = [this.#conversation.conversationId, messageId].map(encodeURIComponent)
    try {
      const path = `/v1/conversations/${of[0]}/statuses?from=${of[1]}&to=${of[1]}`
      const response = await this.#client.fetch(path, { signal })
      if (!response.ok) return undefined
      const { summaries } = (await response.json()) as { summaries: readonly { seq?: number }[] }
      return summaries[0]?.seq
    } catch {
      // Out of reach, or nobody looks any more.
      return undefined
    }
  }
}
