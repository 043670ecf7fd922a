/** How long and how much is measured. */
export interface Effort {
  readonly isQuick: boolean
  /** How often the ways that are compared take turns. */
  readonly rounds: number
  /** How long one way runs in one round. */
  readonly roundMs: number
  /** How long a way runs before anything is counted. */
  readonly warmUpMs: number
  /** How many single calls a time is the median of. */
  readonly calls: number
}

/** More than three measured seconds for each rate. */
export const FULL: Effort = { isQuick: false, rounds: 5, roundMs: 700, warmUpMs: 700, calls: 60 }

/** One measured second for each rate, so that all of it stays below a minute. */
export const QUICK: Effort = { isQuick: true, rounds: 3, roundMs: 340, warmUpMs: 250, calls: 20 }
