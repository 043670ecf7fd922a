/** One measured thing, and what it was held against in the same run. */
export interface Figure {
  /** `marks.2`, `bulk.10000.one`: the scenario, and behind a further point which of its comparisons. */
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What the other side was and what it came to. */
  readonly against: string
  /** Ours over the other, so that more is better; for times and bytes the other over ours. */
  readonly ratio: number
  /** What is asked for; a figure without one is there to be known. */
  readonly target?: Target
}

/** The least ratio, or the highest value, that is good enough. */
export type Target = { readonly ratio: number } | { readonly atMost: number }

/** Whether a figure reaches what is asked for; `undefined` if nothing is. */
export function isMet({ value, ratio, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined
  return 'ratio' in target ? ratio >= target.ratio : value <= target.atMost
}

/** A time as it stands in `against`. */
export const ms = (time: number): string => `${Number(time.toPrecision(3))} ms`
