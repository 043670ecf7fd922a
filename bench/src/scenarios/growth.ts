import { Callers, singleRead } from '../callers.ts'
import { type Crowd, type Reading, scattered } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import type { Figure } from '../figure.ts'
import type { PostgresDatabase } from '../postgres/postgres-database.ts'
import { ratesOf, type Way } from '../rates.ts'
import type { Scenario } from '../scenario.ts'
import { CALLERS } from './marks.ts'

const SIZES = [10_000, 100_000, 1_000_000] as const
const CONVERSATION = { members: 3, messages: 10 } as const

/** For how long the log is looked at. */
const LOG_MS = 2_000

/**
 * Marks a second with 10,000, 100,000 and a million conversations in the database. Marks come from anywhere in all of them, so that the largest meets hardly
 * any conversation twice: the hardest that a database can be asked. They are measured between checkpoints; how much more is logged right after
 * one, when each page is logged whole at its first change, is a figure of its own. A quick run leaves all of it out.
 */
export const growth: Scenario<PostgresDatabase> = {
  names: ['growth', 'growth.100000', 'growth.log'],
  measure,
}

async function measure(effort: Effort, database: PostgresDatabase): Promise<readonly Figure[]> {
  if (effort.isQuick) return []
  await using open = new AsyncDisposableStack()
  const ways: Way[] = []
  for (const conversations of SIZES) {
    const crowd: Crowd = { ...CONVERSATION, conversations }
    const place = open.use(await database.filled(crowd))
    const tallymark = await place.tallymark()
    open.defer(() => tallymark.close())
    const callers = new Callers(crowd, CALLERS)
    const mark = (reading: Reading) => tallymark.markRead(singleRead(crowd, scattered(crowd, reading)))
    ways.push({ name: `${conversations}`, work: (until) => callers.work(until, mark) })
  }
  const rates = await ratesOf(ways, effort)
  const [least = 0, middle = 0, most = 0] = SIZES.map((size) => rates[size])
  const log = await logOf(database, ways.at(-1) as Way)
  const against = `with 10,000 conversations: ${Math.round(least)} marks/s`
  return [
    { name: 'growth', value: most, unit: 'marks/s', against, ratio: most / least, target: { ratio: 0.7 } },
    { name: 'growth.100000', value: middle, unit: 'marks/s', against, ratio: middle / least },
    {
      name: 'growth.log',
      value: log.between,
      unit: 'B/mark',
      against: `right after a checkpoint: ${Math.round(log.after)} B (both with a million conversations)`,
      ratio: log.after / log.between,
    },
  ]
}

/** How many bytes of log a mark costs between checkpoints, and in the first seconds after one. */
async function logOf(
  database: PostgresDatabase,
  way: Way,
): Promise<{ readonly between: number; readonly after: number }> {
  const perMark = async (): Promise<number> => {
    const before = await database.logBytes()
    const done = await way.work(performance.now() + LOG_MS)
    return ((await database.logBytes()) - before) / done
  }
  const between = await perMark()
  await database.checkpoint()
  return { between, after: await perMark() }
}
