import type { Client, Conversation } from '@tallymark/client'
import { aimedWindow } from './aimed-window.ts'

/** For how long what comes onto the screen is gathered before the window moves. */
const GATHER_MS = 100
/** The most messages that are asked for by name before the screen has moved again. */
const TRIES_MAX = 3

/** What the screen needs of its room. */
interface ScreenParts {
  readonly client: Client
  readonly conversation: Conversation
  /** The seq of a message, if that was ever known. */
  readonly seqOf: (messageId: string) => number | undefined
}

/**
 * The messages of one conversation that are on this page, and those of them that are on the screen. The window that is watched follows
 * the screen (RCT4): scrolling back through thousands of messages needs nothing of the application.
 */
export class Screen {
  readonly #parts: ScreenParts
  /** The elements that show whole messages. */
  readonly #rows = new Map<string, Element>()
  /** All elements, what shows a message only in part too. */
  readonly #idOf = new Map<Element, string>()
  readonly #onScreen = new Set<Element>()
  readonly #asked = new Set<string>()
  #tries = 0
  #observer: IntersectionObserver | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #unsubscribe: (() => void) | undefined
  #abort = new AbortController()

  constructor(parts: ScreenParts) {
    this.#parts = parts
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
    this.#observer ??= new IntersectionObserver((entries) => this.#moved(entries))
    this.#unsubscribe ??= this.#parts.conversation.subscribe(() => this.#aimSoon())
  }

  #close(): void {
    this.#observer?.disconnect()
    this.#unsubscribe?.()
    clearTimeout(this.#timer)
    this.#abort.abort()
    this.#abort = new AbortController()
    this.#asked.clear()
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
    if (this.#parts.conversation.getSnapshot().state !== 'live') return
    const ids = new Set([...this.#onScreen].map((element) => this.#idOf.get(element) as string))
    const seqs = [...ids].flatMap((messageId) => this.#parts.seqOf(messageId) ?? [])
    // A message that is pinned may be known, and all others not.
    const unknown = [...ids].filter((messageId) => this.#parts.seqOf(messageId) === undefined)
    const asked = unknown.find((messageId) => !this.#asked.has(messageId))
    if (unknown.length > seqs.length && asked !== undefined && this.#tries < TRIES_MAX) this.#askFor(asked)
    else this.#aimAt(seqs)
  }

  #aimAt(seqs: readonly number[]): void {
    const { conversation } = this.#parts
    const window = seqs.length > 0 && aimedWindow(seqs, conversation.getSnapshot())
    if (window) conversation.setWindow(window)
  }

  /** Of what is on the screen nothing is known: one that the server knows tells where it is. */
  #askFor(messageId: string): void {
    const { client, conversation } = this.#parts
    this.#tries += 1
    this.#asked.add(messageId)
    const { signal } = this.#abort
    const of = [conversation.conversationId, messageId].map(encodeURIComponent)
    const path = `/v1/conversations/${of[0]}/statuses?from=${of[1]}&to=${of[1]}`
    void seqAt(client, path, signal).then((seq) => {
      if (signal.aborted) return
      if (seq !== undefined) this.#aimAt([seq])
      // The window tells of all that are around it.
      else this.#aimSoon()
    })
  }
}

async function seqAt(client: Client, path: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    const response = await client.fetch(path, { signal })
    if (!response.ok) return undefined
    const { summaries } = (await response.json()) as { summaries: readonly { seq?: number }[] }
    return summaries[0]?.seq
  } catch {
    // Out of reach, or nobody looks any more.
    return undefined
  }
}
