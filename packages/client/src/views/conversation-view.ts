import { has, isIn, OPEN_END, recipientState, seqSetFrom } from '@tallymark/core'
import { keyOf, type Wish } from '../feed/ends.ts'
import { isSameWindow, type Window } from '../feed/window.ts'
import type { MarkTarget } from '../marks/resolved.ts'
import type { Conversation, MarkOptions } from './conversation.ts'
import {
  type ConversationSnapshot,
  type MessageSummary,
  NO_CONVERSATION,
  type RecipientSummary,
} from './conversation-snapshot.ts'
import { keep } from './keep.ts'
import type { Tab } from './tab.ts'
import { ShownView } from './view.ts'

/** A conversation as one tab shows it. */
export class ConversationView extends ShownView<ConversationSnapshot> implements Conversation {
  readonly conversationId: string
  readonly #tab: Tab
  #window: Window = {}
  #messages: ReadonlyMap<string, MessageSummary> = new Map()
  readonly #recipients = new Map<string, readonly RecipientSummary[]>()

  constructor(conversationId: string, tab: Tab, onWatched: (isWatched: boolean) => void) {
    super(NO_CONVERSATION, tab.timers, onWatched)
    this.conversationId = conversationId
    this.#tab = tab
  }

  setWindow(window: Window): void {
    if (isSameWindow(window, this.#window) && this.getSnapshot().state !== 'refused') return
    this.#window = window
    this.#tab.setWindow(keyOf(this.conversationId), window)
  }

  message(messageId: string): MessageSummary | undefined {
    return this.#messages.get(messageId)
  }

  recipientsOf(messageId: string): readonly RecipientSummary[] | null {
    const { people } = this.getSnapshot()
    const message = this.#messages.get(messageId)
    if (!people || !message) return null
    const recipients = people
      .filter(({ userId, member }) => isIn(member) && has(member, message.seq) && userId !== message.senderId)
      .map(({ userId, userName, userAvatarUrl, ...sets }) => {
        return { userId, userName, userAvatarUrl, status: recipientState(sets, message.seq) }
      })
    const kept = keep(this.#recipients.get(messageId) ?? recipients, recipients)
    this.#recipients.set(messageId, kept)
    return kept
  }

  markRead(target: MarkTarget & MarkOptions): void {
    this.#mark('read', target)
  }

  markDelivered(target: MarkTarget & MarkOptions): void {
    this.#mark('delivered', target)
  }

  markUnread(target: { readonly fromMessageId: string }): void {
    this.#mark('unread', target)
  }

  /** A hub may know of a wider window: other tabs have theirs. */
  override show(snapshot: ConversationSnapshot): void {
    const { from = 1, to = OPEN_END } = this.#window
    const messages = snapshot.messages
      .filter(({ seq }) => from <= seq && seq <= to)
      .map((message) => keep(this.#messages.get(message.messageId) ?? message, message))
    this.#messages = new Map(messages.map((message) => [message.messageId, message]))
    for (const messageId of this.#recipients.keys())
      if (!this.#messages.has(messageId)) this.#recipients.delete(messageId)
    super.show({ ...snapshot, messages })
  }

  #mark(kind: Wish['kind'], { private: isPrivate = false, ...target }: Wish['target'] & MarkOptions): void {
    if ('seqs' in target) seqSetFrom(target.seqs)
    this.#tab.mark({ conversationId: this.conversationId, kind, isPrivate, target })
  }
}
