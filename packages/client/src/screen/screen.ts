import type { Client } from '../create-client-on.ts'
import type { Conversation } from '../views/conversation.ts'
import type { MessageSummary } from '../views/conversation-snapshot.ts'
import { aimedWindow } from './aimed-window.ts'
import { KnownMessages } from './known-messages.ts'

/** For how long what comes onto the screen is gathered before the window moves. */
const GATHER_MS = 100
/** The most messages that are asked for by name before the screen has moved again. */
const TRIES_MAX = 3

/**
 * The messages of one conversation that are on this page, and those of them that are on the screen. The window that is watched follows
 * the screen (SCR1): scrolling back through thousands of messages needs nothing of the application. On a server nothing is on it.
 */
export class Screen {
  readonly #conversation: Conversation
  readonly #known: KnownMessages
  /** The elements that show whole messages. */
  readonly #rows = new Map<string, Element>()
  /** All elements, what shows a message only in part too. */
  readonly #idOf = new Map<Element, string>()
  readonly #onScreen = new Set<Element>()
  #tries = 0
  #observer: IntersectionObserver | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #unsubscribe: (() => void) | undefined

  constructor(client: Client, conversation: Conversation) {
    this.#conversation = conversation
    this.#known = new KnownMessages(client, conversation)
  }

  /** How far a message has come, or had come when it was last in the window (SCR3); the same object until that changes. */
  message(messageId: string): MessageSummary | undefined {
    return this.#known.message(messageId)
  }

  /** The element that shows a message. */
  rowOf(messageId: string): Element | undefined {
    return this.#rows.get(messageId)
  }

  /** An element shows a message, until the function that is given back is called. */
  watchRow(element: Element, messageId: string): () => void {
    this.#rows.set(messageId, element)
    const end = this.#watch(element, messageId)
    this.#observer?.observe(element)
    return () => {
      if (this.#rows.get(messageId) === element) this.#rows.delete(messageId)
      end()
    }
  }

  /** An element shows something of a message, until the function that is given back is called. Where there is a row, that one tells. */
  watchPart(element: Element, messageId: string): () => void {
    const end = this.#watch(element, messageId)
    // The row comes after what is inside of it.
    queueMicrotask(() => {
      if (this.#idOf.has(element) && !this.#rows.has(messageId)) this.#observer?.observe(element)
    })
    return end
  }

  #watch(element: Element, messageId: string): () => void {
    this.#idOf.set(element, messageId)
    this.#open()
    return () => {
      this.#observer?.unobserve(element)
      this.#idOf.delete(element)
      this.#onScreen.delete(element)
      if (this.#idOf.size === 0) this.#close()
    }
  }

  #open(): void {
    // Where nothing is drawn, as in tests of components without a browser, nothing is on a screen.
    if (globalThis.IntersectionObserver) this.#observer ??= new IntersectionObserver((entries) => this.#moved(entries))
    this.#unsubscribe ??= this.#conversation.subscribe(() => this.#aimSoon())
  }

  #close(): void {
    this.#observer?.disconnect()
    this.#unsubscribe?.()
    clearTimeout(this.#timer)
    this.#known.forgetLookUps()
    this.#observer = this.#unsubscribe = this.#timer = undefined
  }

  #moved(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting && this.#idOf.has(target)) this.#onScreen.add(target)
      else this.#onScreen.delete(target)
    }
    this.#tries = 0
    this.#aimSoon()
  }

  #aimSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#aim()
    }, GATHER_MS)
  }

  #aim(): void {
    if (this.#conversation.getSnapshot().state !== 'live') return
    const ids = [...new Set([...this.#onScreen].map((element) => this.#idOf.get(element) as string))]
    const seqs = ids.flatMap((messageId) => this.#known.seqOf(messageId) ?? [])
    // A message that is pinned may be known, and all others not.
    const isUnknown = ids.length - seqs.length > seqs.length
    const asked = ids.find((id) => this.#known.seqOf(id) === undefined && !this.#known.isLookedUp(id))
    if (isUnknown && asked !== undefined && this.#tries < TRIES_MAX) this.#lookUp(asked)
    else this.#aimAt(seqs)
  }

  #aimAt(seqs: readonly number[]): void {
    const window = seqs.length > 0 && aimedWindow(seqs, this.#conversation.getSnapshot())
    if (window) this.#conversation.setWindow(window)
  }

  /** Of what is on the screen nothing is known: one that the server knows tells where it is (SCR2). */
  #lookUp(messageId: string): void {
    this.#tries += 1
    this.#known.lookUp(messageId, (seq) => {
      // The window tells of all that are around it.
      if (seq !== undefined) this.#aimAt([seq])
      else this.#aimSoon()
    })
  }
}
