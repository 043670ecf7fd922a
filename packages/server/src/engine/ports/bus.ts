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
