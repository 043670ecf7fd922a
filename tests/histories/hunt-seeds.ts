import { type NewGround, sqliteGround } from '../../packages/server/testing/histories/ground.ts'
import { huntSeed } from '../../packages/server/testing/histories/hunt.ts'

/** How many histories are run: 2,000 unless `TALLYMARK_HISTORIES=100000 npx vitest run tests/histories` asks for a long hunt. */
export const HISTORIES = Number(process.env.TALLYMARK_HISTORIES ?? 2_000)

/** How long a test may take that runs this many; the ordinary run takes far less. */
export const timeoutMs = (histories: number): number => 60_000 + 200 * histories

/** So many failures are enough to look at. */
const ENOUGH = 3

/** Runs the histories of every `every`-th seed from `first` on, up to `HISTORIES`, and gives reports of the first that fail. */
export async function hunt(
  first: number,
  every: number,
  newGround: NewGround = sqliteGround,
): Promise<readonly string[]> {
  const reports: string[] = []
  for (let seed = first; seed <= HISTORIES && reports.length < ENOUGH; seed += every) {
    const report = await huntSeed(seed, newGround)
    if (report !== undefined) reports.push(report)
  }
  return reports
}
