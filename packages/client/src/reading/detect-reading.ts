import { EMPTY, firstOf, isEmpty, type SeqSet, subtract } from '@tallymark/core'
import { systemTimers } from '../platform/system-timers.ts'
import type { Conversation } from '../views/conversation.ts'
import type { ConversationSnapshot } from '../views/conversation-snapshot.ts'
import type { Attention } from './attention.ts'
import { Dwells } from './dwells.ts'
import { isCovered } from './is-covered.ts'
import { isReadAlready } from './is-read-already.ts'
import { marksOfSeen } from './marks-of-seen.ts'
import { pageAttention } from './page-attention.ts'
import type { Reading, ReadingOptions } from './reading.ts'
import { sightOf } from './sight.ts'

/**
 * Detects what is read of a conversation. It touches no page before something is observed, so a server may call it; where there is no
 * IntersectionObserver, nothing is ever seen.
 */
export function detectReading(conversation: ReadConversation, options: ReadingOptions = {}): Reading {
  return new PageReading(conversation, options)
}

/** What reading needs of a conversation. */
export interface ReadConversation extends Pick<Conversation, 'markRead' | 'message'> {
  readonly getSnapshot: () => Pick<ConversationSnapshot, 'state' | 'own'>
}

/** A message that an element shows. */
interface Watch {
  readonly element: Element
  readonly messageId: string
  /** How many have asked for it and not stopped. */
  holders: number
}

class PageReading implements Reading {
  readonly #conversation: ReadConversation
  readonly #byElement = new Map<Element, Watch>()
  /** Where each message is shown, or was until just now. */
  readonly #byMessage = new Map<string, Watch>()
  readonly #dwells = new Dwells<Watch>(systemTimers, (watches) => {
    for (const { element } of watches) this.#lookAt(element)
  })
  readonly #attention: Attention
  #options: ReadingOptions
  /** What was marked as unread when this was last looked at. */
  #reopened: SeqSet | undefined
  #observer: IntersectionObserver | undefined
  #stopAttending = (): void => {}
  #isClosed = false

  constructor(conversation: ReadConversation, options: ReadingOptions) {
    this.#conversation = conversation
    this.#attention = options.attention ?? pageAttention()
    this.#options = options
  }

  observe(element: Element, messageId: string): () => void {
    if (this.#isClosed || !globalThis.IntersectionObserver) return () => {}
    const watch = this.#watchOf(element, messageId)
    watch.holders += 1
    let isHeld = true
    return () => {
      if (isHeld) watch.holders -= 1
      isHeld = false
      // Not yet: what is observed anew at once, here or by another element, goes on where it was.
      queueMicrotask(() => watch.holders === 0 && this.#drop(watch))
    }
  }

  setOptions(options: Omit<ReadingOptions, 'attention'>): void {
    this.#options = { ...this.#options, ...options }
    this.#dwells.lookAgain()
  }

  close(): void {
    this.#isClosed = true
    for (const watch of this.#byElement.values()) this.#drop(watch)
  }

  #watchOf(element: Element, messageId: string): Watch {
    const here = this.#byElement.get(element)
    if (here?.messageId === messageId) return here
    if (here) queueMicrotask(() => this.#drop(here))
    const watch = { element, messageId, holders: 0 }
    const elsewhere = this.#byMessage.get(messageId)
    if (elsewhere) this.#dwells.copy(elsewhere, watch)
    this.#byElement.set(element, watch)
    this.#byMessage.set(messageId, watch)
    this.#start()
    // What an element showed before is no answer for what it shows now.
    if (here) this.#observer?.unobserve(element)
    this.#observer?.observe(element)
    return watch
  }

  #drop(watch: Watch): void {
    const { element, messageId } = watch
    this.#dwells.forget(watch)
    if (this.#byMessage.get(messageId) === watch) this.#byMessage.delete(messageId)
    if (this.#byElement.get(element) !== watch) return
    this.#byElement.delete(element)
    this.#observer?.unobserve(element)
    if (this.#byElement.size === 0) this.#stop()
  }

  #start(): void {
    // Where nothing is drawn nothing is read.
    if (this.#observer || !globalThis.IntersectionObserver) return
    // At 0 a message comes into view or leaves it, at 1 its end has come, unless it is taller than the view. Where the delay is known, ten times a
    // second is enough for thousands of messages, of which each would be looked at in every frame of a scroll.
    const when: IntersectionObserverInit & { readonly delay: number } = { threshold: [0, 1], delay: 100 }
    this.#observer = new IntersectionObserver((entries) => this.#see(entries), when)
    this.#stopAttending = this.#attention.subscribe(() => this.#attend())
    this.#attend()
  }

  #stop(): void {
    this.#observer = undefined
    this.#stopAttending()
  }

  /** An observer tells how things are for what is observed newly. */
  #lookAt(element: Element): void {
    this.#observer?.unobserve(element)
    this.#observer?.observe(element)
  }

  #attend(): void {
    this.#dwells.attend(this.#attention.isHere())
  }

  #see(entries: readonly IntersectionObserverEntry[]): void {
    this.#attend()
    this.#settleReopened()
    const reports = new Map<Watch, IntersectionObserverEntry>()
    for (const entry of entries) {
      const watch = this.#byElement.get(entry.target)
      if (watch) reports.set(watch, entry)
    }
    const screen = globalThis.visualViewport
    const sights = new Map([...reports].map(([watch, report]) => [watch, sightOf(report, screen)]))
    const { dwellMs = 300, notCovered } = this.#options
    const seen = this.#dwells.see(sights, dwellMs, (watch) => {
      const part = notCovered ? reports.get(watch)?.intersectionRect : undefined
      return isShown(watch.element) && !(part && isCovered(watch.element, part))
    })
    if (seen.length > 0) this.#tell(seen)
  }

  /** Who marks as unread, here or elsewhere, has seen what is in view from there on; without this its dwells would read it. */
  #settleReopened(): void {
    const now = this.#conversation.getSnapshot().own?.reopened
    const anew = now && this.#reopened ? subtract(now, this.#reopened) : EMPTY
    this.#reopened = now ?? this.#reopened
    if (isEmpty(anew)) return
    const isAfter = ({ messageId }: Watch): boolean =>
      (this.#conversation.message(messageId)?.seq ?? 0) >= firstOf(anew)
    this.#dwells.settle([...this.#byElement.values()].filter(isAfter))
  }

  #tell(seen: readonly Watch[]): void {
    const inOrder = seen.toSorted((a, b) => (isBefore(a.element, b.element) ? -1 : 1))
    const messageIds = [...new Set(inOrder.map(({ messageId }) => messageId))]
    const { policy = 'prefix', private: isPrivate, onSeen } = this.#options
    const seqOf = (messageId: string): number | undefined => this.#conversation.message(messageId)?.seq
    const targets = marksOfSeen(policy, messageIds, seqOf)
    const snapshot = this.#conversation.getSnapshot()
    for (const target of targets)
      if (!isReadAlready(target, snapshot, seqOf))
        this.#conversation.markRead(isPrivate ? { ...target, private: true } : target)
    onSeen?.(messageIds)
  }
}

/** What is transparent or hidden without losing its place intersects the screen too. */
const isShown = (element: Element): boolean =>
  element.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true

const isBefore = (a: Element, b: Element): boolean =>
  (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
