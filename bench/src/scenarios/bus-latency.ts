import { setTimeout as sleep } from 'node:timers/promises'
import { RedisServer } from '../../../packages/server/testing/redis-server.ts'
import type { Crowd } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import { type Figure, ms } from '../figure.ts'
import { percentile } from '../median.ts'
import { NodeProcess } from '../nodes/node-process.ts'
import type { PostgresDatabase } from '../postgres/postgres-database.ts'
import type { Scenario } from '../scenario.ts'

/** How long before each mark nothing happens, so that the conversation is at rest. */
const REST_MS = 100
const MARKS = 150
const QUICK_MARKS = 20

/**
 * What crossing nodes adds: from a mark on a node to a watcher on another, against a watcher on the node itself, in a conversation of two at rest. The
 * two nodes are processes of their own, and share a clock. Over Redis too where it is installed.
 */
export const busLatency: Scenario<PostgresDatabase> = {
  names: ['latency.bus', 'latency.bus.p99', 'latency.bus.redis', 'latency.bus.redis.p99'],
  measure,
}

async function measure({ isQuick }: Effort, database: PostgresDatabase): Promise<readonly Figure[]> {
  const marks = isQuick ? QUICK_MARKS : MARKS
  const figures = figuresOf('latency.bus', await ticksOf(database, database.url, marks))
  if (!RedisServer.isThere()) return figures
  await using redis = await RedisServer.start()
  return [...figures, ...figuresOf('latency.bus.redis', await ticksOf(database, redis.url, marks))]
}

/** How long after a mark each watcher was told, in milliseconds. */
interface Tick {
  readonly here: number
  readonly there: number
}

async function ticksOf(database: PostgresDatabase, bus: string, marks: number): Promise<readonly Tick[]> {
  await using open = new AsyncDisposableStack()
  const warmUp = Math.ceil(marks / 4)
  const crowd: Crowd = { conversations: 1, members: 2, messages: warmUp + marks }
  const place = open.use(await database.filled(crowd))
  const start = async (name: string): Promise<NodeProcess> =>
    open.use(await NodeProcess.start({ name, database: place.url, schema: place.schema, bus, crowd }))
  const [one, other] = [await start('here'), await start('there')]
  for (const node of [one, other]) await node.ask({ ask: 'watch' })
  const ticks: Tick[] = []
  for (let seq = 1; seq <= warmUp + marks; seq += 1) {
    await sleep(REST_MS)
    const { startedAt } = await one.ask({ ask: 'mark', member: 2, seq })
    const asked = { ask: 'heard', seq, reads: 1 } as const
    const [here, there] = [await one.ask(asked), await other.ask(asked)]
    if (seq > warmUp) ticks.push({ here: here.at - startedAt, there: there.at - startedAt })
  }
  return ticks
}

function figuresOf(name: string, ticks: readonly Tick[]): readonly Figure[] {
  const figure = (share: number): Omit<Figure, 'name'> => {
    const of = (time: (tick: Tick) => number): number => percentile(ticks.map(time), share)
    const [here, there] = [of((tick) => tick.here), of((tick) => tick.there)]
    return {
      value: of((tick) => tick.there - tick.here),
      unit: 'ms',
      against: `from mark to watcher on its node ${ms(here)}, on another ${ms(there)}`,
      ratio: here / there,
    }
  }
  return [
    { ...figure(0.5), name },
    { ...figure(0.99), name: `${name}.p99` },
  ]
}
