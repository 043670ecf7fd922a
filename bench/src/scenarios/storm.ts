import type { Crowd } from '../crowd.ts'
import type { Figure, Target } from '../figure.ts'
import { startTallymark } from '../live/feed-server.ts'
import { relayStorm } from '../live/relay-storm.ts'
import { fillRooms } from '../live/rooms.ts'
import { ServerProcess } from '../live/server-process.ts'
import type { StormCost } from '../live/storm.ts'
import type { StormSize } from '../live/storm-member.ts'
import { tallymarkStorm } from '../live/tallymark-storm.ts'
import { median } from '../median.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'

/** What is compared of two storms. */
type Aspect = 'time' | 'frames' | 'bytes' | 'cpu'

/** Storms of one size. */
interface StormPlan {
  readonly members: number
  /** How many marks of a member wait for their answers at any moment; several if nothing is said. */
  readonly inFlight?: number
  /** How many storms go before those that count, until the server's code is warm; plain sockets need only a short one. */
  readonly warmUp: number
  readonly rounds: number
  /** Whether a quick run leaves it out. */
  readonly isSlow?: boolean
  readonly targets?: Readonly<Partial<Record<Aspect, Target>>>
}

const IN_FLIGHT = 4
export const MESSAGES = 20
export const QUICK_MESSAGES = 2

/**
 * Everybody in a conversation is connected, watches, and marks each of 20 messages as read, one frame a mark and as fast as they are
 * answered: what the server sends and spends until everybody's counts are final, against one broadcast a mark.
 */
export function storm(plan: StormPlan): Scenario {
  const { members, inFlight = IN_FLIGHT } = plan
  const name = inFlight === IN_FLIGHT ? `storm.${members}` : `storm.${members}.in.flight.${inFlight}`
  return {
    names: [name, `${name}.frames`, `${name}.bytes`, `${name}.cpu`],
    measure: async ({ isQuick }) => {
      if (isQuick && plan.isSlow === true) return []
      const size: StormSize = { members, inFlight, messages: isQuick ? QUICK_MESSAGES : MESSAGES }
      return figuresOf(name, size, await costsOf(size, isQuick ? { warmUp: 1, rounds: 1 } : plan), plan.targets ?? {})
    },
  }
}

/** What the two storms of a round cost. */
interface Costs {
  readonly ours: StormCost
  readonly relay: StormCost
}

async function costsOf(
  size: StormSize,
  { warmUp, rounds }: Pick<StormPlan, 'warmUp' | 'rounds'>,
): Promise<readonly Costs[]> {
  using folder = new ScratchFolder()
  const file = folder.file('ours.db')
  const crowd: Crowd = { ...size, conversations: warmUp + rounds }
  await fillRooms(file, crowd)
  const [ours, relay] = await Promise.all([startTallymark(file), ServerProcess.start('relay.ts')])
  const costs: Costs[] = []
  try {
    for (let room = 0; room < warmUp; room += 1) await tallymarkStorm(ours, crowd, room, size)
    if (rounds > 1) await relayStorm(relay, { ...size, messages: 1 })
    for (let room = warmUp; room < crowd.conversations; room += 1)
      costs.push({ ours: await tallymarkStorm(ours, crowd, room, size), relay: await relayStorm(relay, size) })
  } finally {
    await ours.stop()
    await relay.stop()
  }
  return costs
}

function figuresOf(
  name: string,
  { members, messages, inFlight }: StormSize,
  costs: readonly Costs[],
  targets: Readonly<Partial<Record<Aspect, Target>>>,
): readonly Figure[] {
  const marks = `${members * messages} marks, ${inFlight} of a member in flight`
  const figure = (aspect: Aspect, unit: string, of: (cost: StormCost) => number): Figure => {
    const ours = median(costs.map((cost) => of(cost.ours)))
    const relay = median(costs.map((cost) => of(cost.relay)))
    const target = targets[aspect]
    return {
      name: aspect === 'time' ? name : `${name}.${aspect}`,
      value: ours,
      unit,
      against: `one broadcast a mark: ${Number(relay.toPrecision(3)).toLocaleString('en')} ${unit} (${marks})`,
      ratio: relay / ours,
      ...(target && { target }),
    }
  }
  return [
    figure('time', 's', ({ seconds }) => seconds),
    figure('frames', 'frames', ({ frames }) => frames),
    figure('bytes', 'kB', ({ bytes }) => bytes / 1_000),
    figure('cpu', 'ms CPU', ({ cpuMs }) => cpuMs),
  ]
}
