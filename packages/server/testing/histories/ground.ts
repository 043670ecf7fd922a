import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TallymarkOptions } from '../../src/index.ts'
import type { History } from './history.ts'

/** Where the library of one history keeps its data. */
export interface Ground {
  readonly options: Pick<TallymarkOptions, 'database' | 'postgres' | 'bus'>
  /** Whether what was written is there when the library is opened again. */
  readonly isLasting: boolean
  /** How many libraries may work on it at once. */
  readonly nodes: number
  /** Takes everything away. All libraries are closed. */
  remove(): Promise<void>
}

/** Makes an empty ground for a history. */
export type NewGround = (history: History) => Promise<Ground>

/** SQLite: in a file of its own where the history wants it, else in memory. */
export const sqliteGround: NewGround = async ({ onFile }) => {
  if (!onFile) return { options: { database: ':memory:' }, isLasting: false, nodes: 1, remove: async () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-history-'))
  return {
    options: { database: `file:${join(folder, 'history.db')}` },
    isLasting: true,
    nodes: 1,
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}
