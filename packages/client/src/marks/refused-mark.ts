import type { Mark } from './mark.ts'

/** A mark that was given up, because the server will never take it (CLT5). Nothing of it was done. */
export interface RefusedMark {
  readonly mark: Mark
  /** A code of the table of refusals. */
  readonly code: string
  /** What to do. */
  readonly detail: string
}
