import type { Effort } from './effort.ts'
import { median } from './median.ts'

/** One call that is timed as a whole. `turn` counts up from 0, so that each call can do something new. */
export interface Timed {
  readonly name: string
  /** What comes before each call and is not timed. */
  before?(turn: number): unknown
  call(turn: number): unknown
  /** Of how many calls the median is taken, without a warm-up, if it is too slow for the usual number. */
  readonly calls?: number
}

/** The median milliseconds of each call, warmed up; the calls take turns. */
export async function timesOf(all: readonly Timed[], effort: Effort): Promise<Readonly<Record<string, number>>> {
  const times = new Map<string, number[]>(all.map(({ name }) => [name, []]))
  const warmUp = Math.ceil(effort.calls / 4)
  for (let turn = 0; turn < warmUp + effort.calls; turn += 1) {
    for (const { name, before, call, calls } of all) {
      if (calls !== undefined && turn >= calls) continue
      await before?.(turn)
      const startedAt = performance.now()
      await call(turn)
      if (calls !== undefined || turn >= warmUp) times.get(name)?.push(performance.now() - startedAt)
    }
  }
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)]))
}
