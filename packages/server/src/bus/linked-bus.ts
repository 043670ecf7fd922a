import type { BusListener, CountedBus } from '../engine/ports/bus.ts'
import type { BusParts } from './bus-parts.ts'
import { carries } from './carries.ts'
import type { Connect, Link } from './link.ts'
import { Listeners } from './listeners.ts'
import { Patience } from './patience.ts'
import { WaitingTexts } from './waiting-texts.ts'

/** How long a connection may take until it listens. */
const CONNECT_MS = 5_000
/** How long the server may take to answer. */
const ANSWER_MS = 5_000
/** How long nothing is asked of the server. With `ANSWER_MS` it bounds how long a silent connection goes unnoticed (BUS6). */
const IDLE_MS = 2_000
/** How long closing may take to send what waits. */
const CLOSE_MS = 1_000
/** The bound of the first pause between two connections, and of the longest. */
const PAUSE_MS = 100
const PAUSE_MAX_MS = 5_000

/** A bus over a server: it keeps one connection, and renews it when it is lost (BUS6). */
export class LinkedBus implements CountedBus {
  readonly maxBytes: number
  readonly counts = { sent: 0, heard: 0, dropped: 0, reconnects: 0 }
  /** Resolves when the first connection listens, or could not be had. */
  readonly tried: Promise<void>
  readonly #connect: Connect
  readonly #parts: BusParts
  readonly #listeners: Listeners
  readonly #waiting = new WaitingTexts()
  readonly #ended: Promise<void>
  #patience: Patience
  #isListening = false
  #isClosing = false
  #wasAway = false
  /** Connections in a row that did not answer anything that was sent or asked. */
  #failures = 0

  constructor(connect: Connect, maxBytes: number, parts: BusParts) {
    this.maxBytes = maxBytes
    this.#connect = connect
    this.#parts = parts
    this.#listeners = new Listeners(parts.report)
    this.#patience = new Patience(parts.timers)
    const { promise, resolve } = Promise.withResolvers<void>()
    this.tried = promise
    this.#ended = this.#live(resolve)
  }

  send(text: string): void {
    if (this.#isClosing || !this.#isListening || !carries(text, this.maxBytes)) {
      this.counts.dropped += 1
      return
    }
    this.counts.dropped += this.#waiting.add(text)
    this.#patience.wake()
  }

  listen(listener: BusListener): () => void {
    return this.#listeners.add(listener)
  }

  async close(): Promise<void> {
    this.#isClosing = true
    this.#listeners.clear()
    const end = (): void => this.#patience.lose(new Error('it was closed'))
    if (this.#isListening) this.#patience.wake()
    else end()
    const timer = this.#parts.timers.after(CLOSE_MS, end)
    await this.#ended
    timer.cancel()
  }

  async #live(tried: () => void): Promise<void> {
    while (!this.#isClosing) {
      const why = await this.#once(tried)
      tried()
      if (this.#isClosing) return
      if (!this.#wasAway) this.#parts.report.said(`The bus is out of reach, and is tried again: ${why}.`)
      this.#wasAway = true
      this.#patience = new Patience(this.#parts.timers)
      const bound = Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** this.#failures)
      await this.#patience.rest(this.#parts.random() * bound).catch(() => {})
      this.#failures += 1
    }
  }

  /** One connection from its beginning to its end. Gives back why it ended. */
  async #once(listening: () => void): Promise<string> {
    const patience = new Patience(this.#parts.timers)
    this.#patience = patience
    let link: Link | undefined
    try {
      link = this.#connect({ heard: (text) => this.#heard(text), lost: (why) => patience.lose(why) })
      await patience.answer(CONNECT_MS, link.listening)
      this.#isListening = true
      this.#tellThatItIsBack()
      listening()
      await this.#serve(link)
      return 'it was closed'
    } catch (why) {
      return reasonOf(why)
    } finally {
      this.#isListening = false
      this.counts.dropped += this.#waiting.clear()
      await link?.end()
    }
  }

  #tellThatItIsBack(): void {
    if (!this.#wasAway) return
    this.#wasAway = false
    this.counts.reconnects += 1
    this.#parts.report.said('The bus is back.')
    this.#listeners.mayHaveMissed()
  }

  /** Sends what waits, one batch after the other, and asks for an answer where there is nothing to send; rejects when that fails. */
  async #serve(link: Link): Promise<void> {
    for (;;) {
      if (this.#waiting.size === 0) {
        if (this.#isClosing) return
        await this.#patience.rest(IDLE_MS)
      }
      if (this.#waiting.size > 0) await this.#sendTo(link)
      else if (!this.#isClosing) await this.#patience.answer(ANSWER_MS, link.probe())
      this.#failures = 0
    }
  }

  async #sendTo(link: Link): Promise<void> {
    // What is sent in the same turn of the loop goes together.
    await new Promise<void>((resolve) => this.#parts.timers.soon(resolve))
    const texts = this.#waiting.take()
    try {
      await this.#patience.answer(ANSWER_MS, link.send(texts))
    } catch (why) {
      this.counts.dropped += texts.length
      throw why
    }
    this.counts.sent += texts.length
  }

  #heard(text: string): void {
    this.counts.heard += 1
    this.#listeners.heard(text)
  }
}

/** An error of several addresses says nothing itself, but has a code. */
function reasonOf(why: unknown): string {
  const { message, code } = why as { readonly message?: string; readonly code?: string }
  return (message || code || 'unknown').replace(/\.$/, '')
}
