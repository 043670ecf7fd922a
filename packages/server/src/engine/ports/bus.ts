/** Hears what the nodes of an installation tell each other. */
export interface BusListener {
  heard(text: string): void
  /** The bus was out of reach for a while and is back: some of what was sent meanwhile may be missing. */
  mayHaveMissed(): void
}

/**
 * Carries short texts between the nodes of an installation. What is sent may arrive late, twice, in another order or not at all: nothing may
 * depend on it but how soon something is known.
 */
export interface Bus {
  /** The longest text that it carries, in bytes of UTF-8. */
  readonly maxBytes: number
  /** Sends a text to every node, this one included. Does not wait, and does not fail: what cannot be sent now is lost. */
  send(text: string): void
  /** Tells a listener from now on; what is given back ends that. */
  listen(listener: BusListener): () => void
  /** Sends what is on its way, and ends. */
  close(): Promise<void>
}

/** What a bus has done since it was opened. */
export interface BusCounts {
  /** Texts that the bus's server has taken. */
  readonly sent: number
  /** Texts that were heard, this node's own included. */
  readonly heard: number
  /** Texts that were given to `send` and not sent: the bus was away, too much was waiting, or it does not carry such a text. */
  readonly dropped: number
  /** How often it was there again after it was away. */
  readonly reconnects: number
}

/** A bus that says what it has done. */
export interface CountedBus extends Bus {
  readonly counts: BusCounts
}
