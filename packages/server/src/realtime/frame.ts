import type { ServerFrame } from '@tallymark/core'

/** A frame to send, which is made into bytes once however many connections get it (FED7). */
export class Frame {
  readonly said: ServerFrame
  #bytes: Buffer | undefined

  constructor(said: ServerFrame) {
    this.said = said
  }

  /** Its JSON in UTF-8. */
  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(JSON.stringify(this.said))
    return this.#bytes
  }
}
