import type { Chance } from '../../packages/server/testing/histories/chance.ts'

/** How unkind the world of a seed is. Some seeds leave a fault out altogether, so that each is met alone as well. */
export interface Settings {
  /** Of frames: that the connection is cut at one, that one comes in halves, twice, or late. */
  readonly cut: number
  readonly halved: number
  readonly doubled: number
  readonly late: number
  /** Of what a connection's end is not told to one of the two sides. */
  readonly halfOpen: number
  /** Of notices of commits: that one is lost, comes twice, or late. */
  readonly noticeLost: number
  readonly noticeDoubled: number
  readonly noticeLate: number
  /** Of calls of the store: that one fails, or is slow, or that what it found is old when it comes. */
  readonly storeFails: number
  readonly storeSlow: number
  readonly storeLate: number
  /** Of the steps of the workload: that the server dies. */
  readonly crash: number
  readonly comparisonMs: number
  readonly budget: number
  readonly windowMs: number
  readonly namesUpTo: number
  readonly replicaBytes: number
  /** By how much more the frames seem to weigh, so that small ones can fill a network too. */
  readonly weight: number
}

/** The fault-free rest of a run: healing and looking. */
export const KIND: Pick<
  Settings,
  | 'cut'
  | 'halved'
  | 'doubled'
  | 'late'
  | 'halfOpen'
  | 'noticeLost'
  | 'noticeDoubled'
  | 'noticeLate'
  | 'storeFails'
  | 'storeSlow'
  | 'storeLate'
  | 'crash'
> = {
  cut: 0,
  halved: 0,
  doubled: 0,
  late: 0,
  halfOpen: 0,
  noticeLost: 0,
  noticeDoubled: 0,
  noticeLate: 0,
  storeFails: 0,
  storeSlow: 0,
  storeLate: 0,
  crash: 0,
}

/** The settings that a seed draws. */
export function drawSettings(chance: Chance): Settings {
  const some = (...values: readonly number[]): number => chance.pick(values)
  const hasNoticeFaults = chance.hits(0.4)
  const drawn = {
    cut: some(0, 0, 0.005, 0.03),
    halved: some(0, 0, 0.005),
    doubled: some(0, 0, 0.02),
    late: some(0, 0.02, 0.1),
    halfOpen: some(0, 0.3),
    noticeLost: hasNoticeFaults ? some(0, 0.1, 0.5) : 0,
    noticeDoubled: hasNoticeFaults ? some(0, 0.2) : 0,
    noticeLate: hasNoticeFaults ? some(0, 0.2) : 0,
    storeFails: some(0, 0, 0.01),
    storeSlow: some(0, 0, 0.05),
    crash: some(0, 0, 0.01),
    // Where no notice is lost nothing needs to be compared: what is not told at once is then never told, and shows.
    comparisonMs: hasNoticeFaults ? 2_000 : 1_000_000_000,
    budget: some(20, 200, 2_000),
    windowMs: some(20, 50, 200),
    namesUpTo: some(2, 4, 100),
    replicaBytes: some(30_000, 256 * 1_048_576),
    weight: some(1, 1, 100),
  }
  return { ...drawn, storeLate: 8 * drawn.storeSlow }
}
