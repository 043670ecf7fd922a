/** The value in the middle; of an even number the higher of the two. */
export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** The value that this share of all values does not exceed. `share` is from 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
