import type { MarkOnTheWay } from '../marks/mark.ts'

/** Keeps the marks on the way over a reload, for each owner (a user at a server) apart. May reject: then they are in memory only. */
export interface Storage {
  load(owner: string): Promise<readonly MarkOnTheWay[]>
  /** Replaces what was kept, all or nothing. One client at a time writes for an owner. */
  save(owner: string, marks: readonly MarkOnTheWay[]): Promise<unknown>
}
