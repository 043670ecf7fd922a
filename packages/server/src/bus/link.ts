/** One connection to a bus's server. */
export interface Link {
  /** Resolves once everything that is sent from then on is heard; rejects if that cannot be. */
  readonly listening: Promise<void>
  /** Resolves once the server has taken these texts. */
  send(texts: readonly string[]): Promise<void>
  /** Resolves once the server has answered. */
  probe(): Promise<void>
  /** Ends it at once, whatever is under way; resolves when nothing of it is left. */
  end(): Promise<void>
}

/** Whom a link tells. */
export interface LinkOwner {
  heard(text: string): void
  /** The connection is gone. */
  lost(why: Error): void
}

/** Begins a connection. */
export type Connect = (owner: LinkOwner) => Link
