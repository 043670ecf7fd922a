import type { Lanes } from './lanes.ts'
import type { Reader } from './ports/store.ts'
import type { Replicas } from './replica/replicas.ts'

/** What the use cases work with: changes go through the lanes, questions straight to the store. */
export interface EngineParts {
  readonly lanes: Lanes
  readonly reader: Reader
  /** Watched conversations, in memory. */
  readonly replicas: Replicas
  readonly limits: EngineLimits
}

/** Bounds that the operator may set. */
export interface EngineLimits {
  /** The most ranges that one of a participant's sets may have (RCP8). */
  readonly maxRanges: number
}
