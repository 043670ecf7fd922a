import type { Database } from './database.ts'
import type { Effort } from './effort.ts'
import type { Figure } from './figure.ts'

/** Something that is measured in one go, and the names of all figures that come of it. */
export interface Scenario<On extends Database = Database> {
  readonly names: readonly string[]
  measure(effort: Effort, database: On): Promise<readonly Figure[]>
}

/** Whether a name is the one asked for or belongs to it: `marks.2` asks for `marks.2.bare` too, not for `marks.200`. */
export const isAskedFor = (name: string, asked: string | undefined): boolean =>
  asked === undefined || name === asked || name.startsWith(`${asked}.`)
