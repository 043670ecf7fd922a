import type { Effort } from './effort.ts'
import { median } from './median.ts'

/** A way of doing the same work: works until the time is up, and says how much it got done. */
export interface Way {
  readonly name: string
  work(untilMs: number): Promise<number>
}

/**
 * What each way gets done in a second: the median of its rounds. The ways take turns within every round, so that whatever else
 * the machine does meets them alike.
 */
export async function ratesOf(ways: readonly Way[], effort: Effort): Promise<Readonly<Record<string, number>>> {
  for (const way of ways) await way.work(performance.now() + effort.warmUpMs)
  const rates = new Map<string, number[]>(ways.map(({ name }) => [name, []]))
  for (let round = 0; round < effort.rounds; round += 1) {
    for (const way of ways) rates.get(way.name)?.push(await rate(way, effort.roundMs))
  }
  return Object.fromEntries([...rates].map(([name, values]) => [name, median(values)]))
}

async function rate(way: Way, ms: number): Promise<number> {
  const startedAt = performance.now()
  const done = await way.work(startedAt + ms)
  if (done === 0) throw new Error(`${way.name} ran out of work: its load is too small for this machine`)
  return (done * 1_000) / (performance.now() - startedAt)
}
