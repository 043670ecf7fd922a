import { Callers, singleRead } from '../callers.ts'
import { type Crowd, type Reading, scattered } from '../crowd.ts'
import type { Database } from '../database.ts'
import type { Effort } from '../effort.ts'
import type { Figure } from '../figure.ts'
import { ratesOf, type Way } from '../rates.ts'
import type { Scenario } from '../scenario.ts'
import { CALLERS } from './marks.ts'

const SIZES = [10_000, 100_000, 1_000_000] as const
const CONVERSATION = { members: 3, messages: 8 } as const

/**
 * Marks a second with 10,000, 100,000 and a million conversations in the database. Marks come from anywhere in all of them, so that the largest meets hardly
 * any conversation twice: the hardest that a database can be asked. A quick run leaves it out.
 */
export const growth: Scenario = { names: ['growth', 'growth.100000'], measure }

async function measure(effort: Effort, database: Database): Promise<readonly Figure[]> {
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
  const against = `with 10,000 conversations: ${Math.round(least)} marks/s`
  return [
    { name: 'growth', value: most, unit: 'marks/s', against, ratio: most / least, target: { ratio: 0.7 } },
    { name: 'growth.100000', value: middle, unit: 'marks/s', against, ratio: middle / least },
  ]
}
