import type { CopiedTable } from './copied-tables.ts'
import type { CopyWatcher } from './copy-rows.ts'
import { type Group, GroupReader } from './group-reader.ts'
import { RowDigest } from './row-digest.ts'
import type { RowsSource } from './rows-source.ts'

/** Where two databases differ. */
export interface Difference {
  /** The key of the conversation; 0 in a table that belongs to none. */
  readonly conversationKey: number
  /** How many rows there are in the source and in the target. */
  readonly counts: readonly [source: number, target: number]
}

/** What one table is on both sides. */
export interface Comparison {
  readonly source: RowDigest
  readonly target: RowDigest
  /** The first few differences. */
  readonly differences: readonly Difference[]
}

/** How many differences are told of a table. */
const TOLD = 5
const NO_ROWS = new RowDigest()

/**
 * Compares a table's rows on both sides, conversation by conversation (CPY5). Both are read anew, at the same time. What a watcher stops gives no
 * comparison.
 */
export async function compareRows(
  source: RowsSource,
  target: RowsSource,
  table: CopiedTable,
  watcher: CopyWatcher,
): Promise<Comparison> {
  const here = new GroupReader(source, table, () => {
    watcher.moved('comparing', table.name, here.total.count)
    return !watcher.isStopped()
  })
  const there = new GroupReader(target, table, () => !watcher.isStopped())
  const differences: Difference[] = []
  let [one, other] = await Promise.all([here.next(), there.next()])
  while (one !== undefined || other !== undefined) {
    const key = Math.min(keyOf(one), keyOf(other))
    const digests = [digestAt(one, key), digestAt(other, key)] as const
    if (!digests[0].equals(digests[1]) && differences.length < TOLD)
      differences.push({ conversationKey: key, counts: [digests[0].count, digests[1].count] })
    const nexts = [keyOf(one) === key ? here.next() : one, keyOf(other) === key ? there.next() : other] as const
    ;[one, other] = await Promise.all(nexts)
  }
  return { source: here.total, target: there.total, differences }
}

const keyOf = (group: Group | undefined): number => group?.key ?? Number.POSITIVE_INFINITY

const digestAt = (group: Group | undefined, key: number): RowDigest =>
  group !== undefined && group.key === key ? group.digest : NO_ROWS
