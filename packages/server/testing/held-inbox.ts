import type { InboxPart, ServerFrame } from '@tallymark/core'

/** What a strict device holds of its inbox: changes before the whole of it are an error. */
export class HeldInbox {
  readonly #conversations = new Map<string, InboxPart>()
  #totals: { readonly unreadMessages: number; readonly unreadConversations: number } | undefined

  /** What frames one after another say of it. */
  static of(frames: readonly ServerFrame[]): HeldInbox {
    const held = new HeldInbox()
    for (const frame of frames) held.#apply(frame)
    return held
  }

  /** All of it, as `getInbox` would say it on one page. */
  get inbox() {
    if (this.#totals === undefined) throw new Error('there is no inbox')
    const conversations = [...this.#conversations.values()].sort((a, b) =>
      a.conversationId < b.conversationId ? -1 : 1,
    )
    return { ...this.#totals, conversations }
  }

  #apply(frame: ServerFrame): void {
    if (frame.type !== 'inbox') return
    if (!frame.whole && this.#totals === undefined) throw new Error('a change came before the whole inbox')
    if (frame.whole) this.#conversations.clear()
    const { unreadMessages, unreadConversations } = frame
    this.#totals = { unreadMessages, unreadConversations }
    for (const part of frame.conversations) this.#conversations.set(part.conversationId, part)
    for (const id of frame.cleared ?? []) this.#conversations.delete(id)
  }
}
