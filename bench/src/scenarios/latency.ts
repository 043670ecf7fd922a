import { setTimeout as sleep } from 'node:timers/promises'
import { WINDOW_MAX } from '@tallymark/core'
import { openTallymark } from 'tallymark'
import { type Crowd, messageName, userName } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import { type Figure, ms } from '../figure.ts'
import { API_KEY, startTallymark } from '../live/feed-server.ts'
import { Line } from '../live/line.ts'
import { fillRooms } from '../live/rooms.ts'
import { ServerProcess } from '../live/server-process.ts'
import { Watcher, type Watching } from '../live/watcher.ts'
import { percentile } from '../median.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'

/** How long before each mark nothing happens, so that the conversation is at rest. */
const REST_MS = 30
const [SENDER, READER] = [1, 2]
const MARKS = 150
const QUICK_MARKS = 10

/**
 * From one's mark to the update on the sender's socket, in a conversation of two at rest. Held against the parts that it cannot do
 * without, each timed alone: the way there and back over plain sockets, and one durable mark of the library.
 */
export const latency: Scenario = { names: ['latency.tick', 'latency.tick.p99'], measure }

async function measure(effort: Effort): Promise<readonly Figure[]> {
  using folder = new ScratchFolder()
  const marks = effort.isQuick ? QUICK_MARKS : MARKS
  const crowd: Crowd = { conversations: 1, members: 2, messages: WINDOW_MAX }
  const [liveFile, ownFile] = [folder.file('live.db'), folder.file('own.db')]
  await Promise.all([fillRooms(liveFile, crowd), fillRooms(ownFile, crowd)])
  const [ours, relay] = await Promise.all([startTallymark(liveFile), ServerProcess.start('relay.ts')])
  const tallymark = await openTallymark({ database: `file:${ownFile}` })
  try {
    const commit = (messageId: string): Promise<unknown> =>
      tallymark.markRead({ conversationId: 'c0', recipientId: userName(crowd, 0, READER), messageId })
    return figuresOf(await timesOf(marks, { tick: await tickOf(ours, crowd), echo: await echoOf(relay), commit }))
  } finally {
    await tallymark.close()
    await ours.stop()
    await relay.stop()
  }
}

type Part = 'tick' | 'echo' | 'commit'

/** The milliseconds of each, which take turns; what is marked was never marked before. */
async function timesOf(
  marks: number,
  parts: Readonly<Record<Part, (messageId: string) => Promise<unknown>>>,
): Promise<Readonly<Record<Part, readonly number[]>>> {
  const times: Record<Part, number[]> = { tick: [], echo: [], commit: [] }
  const warmUp = Math.ceil(marks / 4)
  for (let mark = 1; mark <= warmUp + marks; mark += 1) {
    for (const name of ['tick', 'echo', 'commit'] as const) {
      await sleep(REST_MS)
      const startedAt = performance.now()
      await parts[name](messageName(mark))
      if (mark > warmUp) times[name].push(performance.now() - startedAt)
    }
  }
  return times
}

/** Marks by one connection, until the other hears of it. */
async function tickOf(server: ServerProcess, crowd: Crowd): Promise<(messageId: string) => Promise<void>> {
  const watching = (member: number): Watching => ({
    apiKey: API_KEY,
    userId: userName(crowd, 0, member),
    conversationId: 'c0',
  })
  const sender = await Watcher.open(server.port, watching(SENDER), { from: 1, to: crowd.messages })
  const reader = await Watcher.connect(server.port, watching(READER))
  return async (messageId) => {
    const told = Promise.withResolvers<void>()
    sender.moved = told.resolve
    sender.failed = told.reject
    reader.failed = told.reject
    await Promise.all([reader.markRead(messageId), told.promise])
  }
}

/** Says as much as a mark to the plain server, which says it again. */
async function echoOf(server: ServerProcess): Promise<(messageId: string) => Promise<void>> {
  const line = await Line.open(server.port)
  return async (messageId) => {
    const echoed = Promise.withResolvers<void>()
    line.hear = () => echoed.resolve()
    line.lost = echoed.reject
    line.say(JSON.stringify({ type: 'mark', id: 1, conversationId: 'c0', kind: 'read', messageIds: [messageId] }))
    await echoed.promise
  }
}

function figuresOf(times: Readonly<Record<Part, readonly number[]>>): readonly Figure[] {
  const figure = (share: number): Omit<Figure, 'name'> => {
    const [tick, echo, commit] = [times.tick, times.echo, times.commit].map((all) => percentile(all, share))
    const [ours, parts] = [tick ?? 0, (echo ?? 0) + (commit ?? 0)]
    return {
      value: ours,
      unit: 'ms',
      against: `an echo of ${ms(echo ?? 0)} and one durable mark of ${ms(commit ?? 0)}: ${ms(parts)}`,
      ratio: parts / ours,
    }
  }
  return [
    { ...figure(0.5), name: 'latency.tick', target: { ratio: 1 / 2 } },
    { ...figure(0.99), name: 'latency.tick.p99' },
  ]
}
