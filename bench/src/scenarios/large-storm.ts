import type { Crowd } from '../crowd.ts'
import type { Figure } from '../figure.ts'
import { startTallymark } from '../live/feed-server.ts'
import { DEFAULT_FEED_LIMITS } from '../live/inside.ts'
import { fillRooms } from '../live/rooms.ts'
import type { StormCost } from '../live/storm.ts'
import type { StormSize } from '../live/storm-member.ts'
import { tallymarkStorm } from '../live/tallymark-storm.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'
import { MESSAGES, QUICK_MESSAGES } from './storm.ts'

/** What a conversation may send in a second, if nothing is said (FED4). */
const BUDGET = DEFAULT_FEED_LIMITS.budget
/** An update of a member's picture, and one of what it has read itself. */
const FRAMES_AT_ONCE = 2

/** A storm too large to be held against broadcasts: it ends with exact counts, and within the budget of frames. Quick: a quarter of the members. */
export const largeStorm = (all: number): Scenario => {
  const name = `storm.${all}`
  return {
    names: [name],
    async measure({ isQuick }) {
      using folder = new ScratchFolder()
      const file = folder.file('ours.db')
      const [members, messages] = isQuick ? [all / 4, QUICK_MESSAGES] : [all, MESSAGES]
      const size: StormSize = { members, messages, inFlight: 1 }
      const crowd: Crowd = { ...size, conversations: 1 }
      await fillRooms(file, crowd)
      const server = await startTallymark(file)
      try {
        return [largeFigure(name, size, await tallymarkStorm(server, crowd, 0, size))]
      } finally {
        await server.stop()
      }
    },
  }
}

function largeFigure(name: string, { members, messages }: StormSize, cost: StormCost): Figure {
  const marks = members * messages
  // The last update is followed by as long a silence as its frames cost.
  const seconds = cost.seconds + (FRAMES_AT_ONCE * members) / BUDGET
  const broadcasts = members * marks
  return {
    name,
    value: (cost.frames - marks) / seconds,
    unit: 'frames/s',
    against: [
      `one broadcast a mark: ${broadcasts.toLocaleString('en')} frames in all, ours ${cost.frames.toLocaleString('en')};`,
      `${cost.seconds.toFixed(1)} s until ${members} members are right, ${(cost.cpuMs / 1_000).toFixed(1)} s CPU`,
    ].join(' '),
    ratio: broadcasts / cost.frames,
    target: { atMost: BUDGET },
  }
}
