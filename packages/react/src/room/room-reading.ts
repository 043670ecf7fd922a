import type { Conversation } from '@tallymark/client'
import {
  type Attention,
  detectReading,
  pageAttention,
  type Reading,
  type ReadingOptions,
} from '@tallymark/client/reading'

/** For how long reading waits for what the server says of the conversation. */
const UNKNOWN_MS = 3_000

/** What a detector is told again where it is no longer said. */
const UNSAID: ReadingOptions = {
  policy: undefined,
  dwellMs: undefined,
  notCovered: undefined,
  private: undefined,
  onSeen: undefined,
}

/** The one detector of a conversation on this page, there while anything is observed. */
export class RoomReading {
  readonly #conversation: Conversation
  readonly #observed = new Map<Element, { readonly messageId: string; stop: () => void }>()
  #options: ReadingOptions = {}
  #reading: Reading | undefined

  constructor(conversation: Conversation) {
    this.#conversation = conversation
  }

  /** How the messages of this conversation are read from now on. */
  setOptions(said: ReadingOptions): void {
    const options = { ...UNSAID, ...said }
    const isSameAttention = options.attention === this.#options.attention
    this.#options = options
    if (isSameAttention) this.#reading?.setOptions(options)
    else this.#beginAnew()
  }

  /** An element shows a message that is read by looking at it, until the function that is given back is called. */
  observe(element: Element, messageId: string): () => void {
    const observed = { messageId, stop: this.#detector().observe(element, messageId) }
    this.#observed.set(element, observed)
    return () => {
      observed.stop()
      if (this.#observed.get(element) === observed) this.#observed.delete(element)
      // A render may take all off and put them on again.
      queueMicrotask(() => this.#observed.size === 0 && this.#end())
    }
  }

  #detector(): Reading {
    const { attention = pageAttention() } = this.#options
    this.#reading ??= detectReading(this.#conversation, {
      ...this.#options,
      attention: onceKnown(this.#conversation, attention),
    })
    return this.#reading
  }

  #beginAnew(): void {
    if (!this.#reading) return
    this.#end()
    for (const [element, observed] of this.#observed)
      observed.stop = this.#detector().observe(element, observed.messageId)
  }

  #end(): void {
    this.#reading?.close()
    this.#reading = undefined
  }
}

/** Attention that begins when it is known what is unread: otherwise that would be read before the divider had its place. */
function onceKnown(conversation: Conversation, attention: Attention): Attention {
  let isKnown = false
  const isHere = (): boolean => {
    const { state, own } = conversation.getSnapshot()
    isKnown ||= state === 'live' && own !== null
    return isKnown && attention.isHere()
  }
  const subscribe = (listener: () => void): (() => void) => {
    // Without a connection what is on the page is read all the same.
    const timer = setTimeout(() => {
      isKnown = true
      listener()
    }, UNKNOWN_MS)
    const offs = [() => clearTimeout(timer), attention.subscribe(listener), conversation.subscribe(listener)]
    return () => {
      for (const off of offs) off()
    }
  }
  return { isHere, subscribe }
}
