/** How many texts may wait to be sent. */
export const WAITING_TEXTS_MAX = 16_384
/** How many bytes of UTF-8 they may have together. */
export const WAITING_BYTES_MAX = 4_194_304

const BATCH_TEXTS_MAX = 1_000
const BATCH_BYTES_MAX = 1_048_576

interface Waiting {
  readonly text: string
  readonly bytes: number
}

/** The texts that wait to be sent, oldest first. They are bounded: the oldest make room for the newest (BUS3). */
export class WaitingTexts {
  #texts: Waiting[] = []
  /** Where the oldest stands: what is before it is gone. */
  #first = 0
  #bytes = 0

  get size(): number {
    return this.#texts.length - this.#first
  }

  /** Lets a text wait. Gives back how many older ones were dropped for it. */
  add(text: string): number {
    const bytes = Buffer.byteLength(text)
    this.#texts.push({ text, bytes })
    this.#bytes += bytes
    let dropped = 0
    for (; this.size > WAITING_TEXTS_MAX || this.#bytes > WAITING_BYTES_MAX; dropped += 1) this.#takeOne()
    return dropped
  }

  /** The oldest ones, as many as go together. They wait no more. */
  take(): readonly string[] {
    const taken: string[] = []
    for (let bytes = 0; this.size > 0 && taken.length < BATCH_TEXTS_MAX; ) {
      bytes += (this.#texts[this.#first] as Waiting).bytes
      if (taken.length > 0 && bytes > BATCH_BYTES_MAX) break
      taken.push(this.#takeOne())
    }
    return taken
  }

  /** Drops all. Gives back how many. */
  clear(): number {
    const { size } = this
    this.#texts = []
    this.#first = 0
    this.#bytes = 0
    return size
  }

  #takeOne(): string {
    const { text, bytes } = this.#texts[this.#first] as Waiting
    this.#first += 1
    this.#bytes -= bytes
    if (this.#first > WAITING_TEXTS_MAX || this.size === 0) {
      this.#texts = this.#texts.slice(this.#first)
      this.#first = 0
    }
    return text
  }
}
