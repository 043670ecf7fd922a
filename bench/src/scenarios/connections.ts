import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Crowd, conversationName, userName } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import type { Figure } from '../figure.ts'
import { fillTallymark } from '../fill-tallymark.ts'
import { API_KEY, startTallymark } from '../live/feed-server.ts'
import { inTurns, Line } from '../live/line.ts'
import { ServerProcess } from '../live/server-process.ts'
import type { Vitals } from '../live/vitals.ts'
import { Watcher } from '../live/watcher.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'

const ROOM: Crowd = { conversations: 1, members: 100, messages: 20 }
const COUNT = 10_000
/** What else a process has open. */
const OTHER_FILES = 200
/** Until what opening connections left behind has gone. */
const CALM_MS = 300

/** What a connection takes of the server's memory that watches a conversation of 100 at rest, beyond a plain socket. */
export const connections: Scenario = { names: ['memory.connection', 'memory.connection.heap'], measure }

async function measure({ isQuick }: Effort): Promise<readonly Figure[]> {
  // So few connections as fit into a quick run say nothing of memory.
  if (isQuick) return []
  using folder = new ScratchFolder()
  const count = Math.min(COUNT, roomFor())
  const crowd: Crowd = { ...ROOM, conversations: count / ROOM.members }
  const file = folder.file('ours.db')
  await fillTallymark(file, crowd)
  const [relay, tallymark] = await Promise.all([ServerProcess.start('relay.ts'), startTallymark(file)])
  const plain = await growthOf(relay, count, (port) => Line.open(port))
  const ours = await growthOf(tallymark, count, async (port, i) => {
    const [conversation, member] = [Math.floor(i / ROOM.members), 1 + (i % ROOM.members)]
    const userId = userName(crowd, conversation, member)
    return (await Watcher.open(port, { apiKey: API_KEY, userId, conversationId: conversationName(conversation) })).line
  })
  const figure = (name: string, of: (growth: Growth) => number): Figure => ({
    name,
    value: (of(ours) - of(plain)) / 1_000,
    unit: 'kB',
    against: `a plain socket: ${(of(plain) / 1_000).toFixed(1)} kB (from ${count / 2} to ${count} connections)`,
    ratio: of(plain) / of(ours),
  })
  return [
    { ...figure('memory.connection', ({ rss }) => rss), target: { atMost: 12 } },
    { ...figure('memory.connection.heap', ({ heap }) => heap), target: { atMost: 12 } },
  ]
}

/** How many connections a process may have here, in whole rooms. */
function roomFor(): number {
  const said = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim()
  const files = said === 'unlimited' ? COUNT + OTHER_FILES : Number(said)
  return Math.floor((files - OTHER_FILES) / ROOM.members) * ROOM.members
}

/** By how many bytes a process has grown, per connection. */
interface Growth {
  readonly rss: number
  readonly heap: number
}

/**
 * Opens connections to a server, and ends them and the server. Half of them are there before, so that what a process takes once is
 * taken already.
 */
async function growthOf(
  server: ServerProcess,
  count: number,
  open: (port: number, i: number) => Promise<Line>,
): Promise<Growth> {
  const lines: Line[] = []
  try {
    const half = Math.ceil(count / 2)
    lines.push(...(await inTurns(half, (i) => open(server.port, i))))
    const before = await atRest(server)
    lines.push(...(await inTurns(count - half, (i) => open(server.port, half + i))))
    const after = await atRest(server)
    return {
      rss: (after.rssBytes - before.rssBytes) / (count - half),
      heap: (after.heapBytes - before.heapBytes) / (count - half),
    }
  } finally {
    for (const line of lines) line.end()
    await server.stop()
  }
}

async function atRest(server: ServerProcess): Promise<Vitals> {
  await sleep(CALM_MS)
  return server.ask('vitals after collecting garbage')
}
