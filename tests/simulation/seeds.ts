import { simulate } from './simulation.ts'

/** How many seeds are run: 1,000 unless `TALLYMARK_SEEDS=100000` asks for a long hunt. */
export const SEEDS = Number(process.env.TALLYMARK_SEEDS ?? 1_000)

/** How long a test may take that runs this many; the ordinary run takes far less. */
export const timeoutMs = (seeds: number): number => 120_000 + 500 * seeds

/** So many failures are enough to look at. */
const ENOUGH = 3

/** Runs every `every`-th seed from `first` on, up to `SEEDS`, and tells of the first that fail. */
export async function runSeeds(first: number, every: number): Promise<readonly string[]> {
  const reports: string[] = []
  for (let seed = first; seed <= SEEDS && reports.length < ENOUGH; seed += every) {
    const { failures } = await simulate(seed)
    if (failures.length > 0)
      reports.push(`npm run simulate -- --from ${seed} --to ${seed} --print\n${failures.slice(0, 2).join('\n')}`)
  }
  return reports
}
