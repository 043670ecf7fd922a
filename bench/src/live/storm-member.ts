import type { Line } from './line.ts'

/** Members and messages of a storm: each member marks each message as read, one frame a mark. */
export interface StormSize {
  readonly members: number
  readonly messages: number
  /** How many marks of a member wait for their answers at any moment. */
  readonly inFlight: number
}

/** One client in a storm. */
export interface StormMember {
  readonly line: Line
  /** Resolves once it holds the final tallies of all messages; rejects if it never will. */
  readonly isRight: Promise<void>
  /** Marks the message of this seq; resolves once that was answered. */
  mark(seq: number): Promise<void>
}
