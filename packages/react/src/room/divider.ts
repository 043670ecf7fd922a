import type { Conversation, OwnSnapshot } from '@tallymark/client'
import { type Attention, pageAttention } from '@tallymark/client/reading'

/** For how long nobody may have looked at the divider before the conversation counts as opened anew. */
const LINGER_MS = 1_000

/** Where the divider stands: before which message, and how many were unread when it came there. */
export interface DividerPlace {
  readonly messageId: string
  readonly count: number
}

/** Where the divider stands in an open conversation (RCT7), as a view. */
export class Divider {
  readonly #conversation: Conversation
  readonly #attention: () => Attention | undefined
  readonly #listeners = new Set<() => void>()
  #place: DividerPlace | null = null
  /** One's own truth when it was last looked at, while the conversation is open. */
  #before: OwnSnapshot | undefined
  #unsubscribe: (() => void) | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `attention` says whether somebody is here; the page's own if it gives none. */
  constructor(conversation: Conversation, attention: () => Attention | undefined) {
    this.#conversation = conversation
    this.#attention = attention
  }

  readonly getSnapshot = (): DividerPlace | null => this.#place

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    clearTimeout(this.#timer)
    if (!this.#unsubscribe) {
      this.#unsubscribe = this.#conversation.subscribe(() => this.#look())
      this.#look()
    }
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0)
        this.#timer = setTimeout(() => this.#end(), LINGER_MS)
    }
  }

  #end(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = this.#before = undefined
    this.#place = null
  }

  #look(): void {
    const { state, own } = this.#conversation.getSnapshot()
    if (state !== 'live' || !own || own === this.#before) return
    const before = this.#before
    this.#before = own
    if (!before || this.#isAnew(before, own)) this.#moveTo(own)
  }

  /** Whether more is unread for another reason than that it came while somebody looks. */
  #isAnew(before: OwnSnapshot, own: OwnSnapshot): boolean {
    if (own.unreadCount <= before.unreadCount) return false
    const isHere = (this.#attention() ?? pageAttention()).isHere()
    return !isHere || own.reopened.join() !== before.reopened.join()
  }

  #moveTo({ firstUnreadMessageId: messageId, unreadCount: count }: OwnSnapshot): void {
    this.#place = messageId === null ? null : { messageId, count }
    for (const listener of [...this.#listeners]) listener()
  }
}
