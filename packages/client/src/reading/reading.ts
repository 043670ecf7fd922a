import type { Attention } from './attention.ts'

/**
 * What is marked when messages were seen (REA3). `prefix`: the newest of them and everything before it, so what was scrolled past quickly counts too;
 * `viewed`: those alone, which leaves gaps; `manual`: nothing, `onSeen` decides.
 */
export type ReadingPolicy = 'prefix' | 'viewed' | 'manual'

/** How reading is detected. */
export interface ReadingOptions {
  /** `prefix` if nothing is said. */
  readonly policy?: ReadingPolicy
  /** How long the end of a message has to be in sight, in milliseconds; 300 if nothing is said. */
  readonly dwellMs?: number
  /** Whether a message does not count while something lies over its end, such as a dialog; false if nothing is said. */
  readonly notCovered?: boolean
  /** Reads for oneself alone (PRV3). */
  readonly private?: boolean
  /** Whether somebody is there; `pageAttention()` if nothing is said. */
  readonly attention?: Attention
  /** Hears which messages were seen, in the order of the document, once those that the policy marks are marked. */
  readonly onSeen?: (messageIds: readonly string[]) => void
}

/** Sees which messages of a conversation are read on this page. */
export interface Reading {
  /**
   * Watches the element that shows a message; it needs a box of its own (not `display: contents`). An element that is watched for another message
   * shows this one from now on. Gives back how to stop. Stopping and watching anew at once, as a render does, goes on where it was.
   */
  observe(element: Element, messageId: string): () => void
  /** Changes what is named, for all that is seen from now on; what was seen is not told again. */
  setOptions(options: Omit<ReadingOptions, 'attention'>): void
  /** Ends it for good: no listener, timer or observer stays. */
  close(): void
}
