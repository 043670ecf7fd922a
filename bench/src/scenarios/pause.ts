import { setTimeout as sleep } from 'node:timers/promises'
import { type Crowd, messageName, userName } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import { type Figure, ms } from '../figure.ts'
import { API_KEY, startTallymark } from '../live/feed-server.ts'
import { inTurns, Line } from '../live/line.ts'
import { fillRooms } from '../live/rooms.ts'
import { ServerProcess } from '../live/server-process.ts'
import { Watcher } from '../live/watcher.ts'
import { median, percentile } from '../median.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'

/** All messages are on everybody's screen. */
const CROWD: Crowd = { conversations: 1, members: 1_001, messages: 200 }
const QUICK_MEMBERS = 251
const MARKS = 150
const QUICK_MARKS = 8
/** So much that the window of time between two updates to 1,000 watchers is the shortest one. */
const BUDGET = 100_000
/** Longer than that window. */
const REST_MS = 75

/**
 * For how long a single mark that 1,000 watch keeps the server's event loop from anything else; against a plain broadcast to them.
 * Quick: a quarter of them.
 */
export const pause: Scenario = { names: ['pause.1000', 'pause.1000.median'], measure }

async function measure(effort: Effort): Promise<readonly Figure[]> {
  using folder = new ScratchFolder()
  const file = folder.file('ours.db')
  const crowd = effort.isQuick ? { ...CROWD, members: QUICK_MEMBERS } : CROWD
  await fillRooms(file, crowd)
  const marks = effort.isQuick ? QUICK_MARKS : MARKS
  const [tallymark, relay] = await Promise.all([
    startTallymark(file, { budget: BUDGET }),
    ServerProcess.start('relay.ts'),
  ])
  const ours = await pausesOf(tallymark, marks, (port) => ourCrowd(port, crowd))
  const plain = await pausesOf(relay, marks, (port) => plainCrowd(port, crowd))
  const figure = (name: string, of: (pauses: readonly number[]) => number, unit: string): Figure => ({
    name,
    value: of(ours),
    unit,
    against: `a plain broadcast: ${ms(of(plain))} (${marks} marks, ${crowd.members - 1} watchers)`,
    ratio: of(plain) / of(ours),
  })
  return [
    { ...figure('pause.1000', (pauses) => percentile(pauses, 0.99), 'ms p99'), target: { atMost: 20 } },
    figure('pause.1000.median', median, 'ms'),
  ]
}

/** Marks a message; resolves once that is answered and every watcher was told. */
type Mark = (seq: number) => Promise<unknown>

/** The longest pause around each of some marks. */
async function pausesOf(
  server: ServerProcess,
  marks: number,
  gather: (port: number) => Promise<Mark>,
): Promise<readonly number[]> {
  const pauses: number[] = []
  try {
    const mark = await gather(server.port)
    const warmUp = Math.ceil(marks / 4)
    for (let seq = 1; seq <= warmUp + marks; seq += 1) {
      await sleep(REST_MS)
      await server.ask('pauses')
      await mark(seq)
      const { longestPauseMs } = await server.ask('pauses')
      if (seq > warmUp) pauses.push(longestPauseMs)
    }
    return pauses
  } finally {
    await server.stop()
  }
}

async function ourCrowd(port: number, crowd: Crowd): Promise<Mark> {
  const as = (member: number) => ({ apiKey: API_KEY, userId: userName(crowd, 0, member), conversationId: 'c0' })
  const watchers = await inTurns(crowd.members - 1, (i) =>
    Watcher.open(port, as(i + 1), { from: 1, to: crowd.messages }),
  )
  const reader = await Watcher.connect(port, as(crowd.members))
  return (seq) => {
    const told = watchers.map(
      (watcher) => new Promise<void>((resolve, reject) => Object.assign(watcher, { moved: resolve, failed: reject })),
    )
    return Promise.all([reader.markRead(messageName(seq)), ...told])
  }
}

async function plainCrowd(port: number, crowd: Crowd): Promise<Mark> {
  const lines = await inTurns(crowd.members, () => Line.open(port))
  return (seq) => {
    const told = lines.map(
      (line) => new Promise<void>((resolve, reject) => Object.assign(line, { hear: () => resolve(), lost: reject })),
    )
    lines[0]?.say(
      JSON.stringify({ type: 'mark', id: seq, conversationId: 'c0', kind: 'read', messageIds: [messageName(seq)] }),
    )
    return Promise.all(told)
  }
}
