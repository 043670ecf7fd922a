import type { Window } from '../feed/window.ts'
import type { MarkTarget } from '../marks/resolved.ts'
import type { ConversationSnapshot, MessageSummary, RecipientSummary } from './conversation-snapshot.ts'
import type { View } from './view.ts'

/** A live view of one conversation, watched as long as somebody subscribes to it. Marks need no subscriber. */
export interface Conversation extends View<ConversationSnapshot> {
  readonly conversationId: string
  /**
   * Moves what is watched to the messages on the screen, at most 200; those that come too if there is no `to`. A conversation that was refused is
   * asked for again, by the same window too: somebody may have joined it by now.
   */
  setWindow(window: Window): void
  /** How far a message on the screen has come; the same object until that changes. */
  message(messageId: string): MessageSummary | undefined
  /** The recipients of a message on the screen; `null` where there are no names, or no such message. */
  recipientsOf(messageId: string): readonly RecipientSummary[] | null
  /**
   * Marks as read: shown at once, sent until it is answered. It returns nothing to wait for, since the answer may come after a reload; whoever
   * needs to know subscribes to the client's `outbox`, and hears of what is given up by `onRefused`. Throws a `RangeError` if `seqs` is no SeqSet.
   */
  markRead(target: MarkTarget & MarkOptions): void
  /** Marks as delivered; needed only where the client was told not to by itself. */
  markDelivered(target: MarkTarget & MarkOptions): void
  /** Marks as unread for oneself from a message to the newest (UNR3). */
  markUnread(target: { readonly fromMessageId: string }): void
}

/** How to mark. */
export interface MarkOptions {
  /** For oneself alone (PRV3). */
  readonly private?: boolean
}
