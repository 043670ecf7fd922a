/** Chance that a seed decides: the same seed draws the same. */
export interface Chance {
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** Whether something of this probability happens. */
  hits(probability: number): boolean
  /** One of the items, of which there is at least one. */
  pick<T>(items: readonly T[]): T
  /** At most `size` of the items. */
  sample<T>(items: readonly T[], size: number): readonly T[]
  /** One of the keys, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K
}

/** Mulberry32 by Tommy Ettinger (public domain). */
export function chanceOf(seed: number): Chance {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    between,
    hits: (probability) => next() < probability,
    pick: <T>(items: readonly T[]): T => items[between(0, items.length - 1)] as T,
    sample: <T>(items: readonly T[], size: number): readonly T[] =>
      items.length === 0 ? [] : Array.from({ length: size }, () => items[between(0, items.length - 1)] as T),
    weighted: <K extends string>(weights: Readonly<Record<K, number>>): K => {
      const entries = Object.entries(weights) as [K, number][]
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [key, weight] of entries) {
        left -= weight
        if (left < 0) return key
      }
      return (entries[0] as [K, number])[0]
    },
  }
}
