import { setTimeout as sleep } from 'node:timers/promises'
import { WINDOW_MAX } from '@tallymark/core'
import { type Crowd, messageName, userName } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import type { Figure } from '../figure.ts'
import { fillTallymark } from '../fill-tallymark.ts'
import { API_KEY, startTallymark } from '../live/feed-server.ts'
import { Line } from '../live/line.ts'
import { ServerProcess } from '../live/server-process.ts'
import { Watcher, type Watching } from '../live/watcher.ts'
import { ratesOf, type Way } from '../rates.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'

/** How many marks wait for their answer at any moment. */
const IN_FLIGHT = 50
/** How many messages are on the sender's screen; it scrolls along with the reader. */
const SCREEN = WINDOW_MAX
/** How long the sender may still wait at the end. */
const TOLD_MS = 2_000
const MESSAGES = 400_000
const QUICK_MESSAGES = 40_000

/**
 * One reads message after message, a durable mark each, and the sender watches. Held against plain sockets that say the same and keep
 * nothing; and, to be known, against ones that pass on what they hear without looking at it.
 */
export const oneToOne: Scenario = { names: ['one.to.one', 'one.to.one.relay'], measure }

async function measure(effort: Effort): Promise<readonly Figure[]> {
  using folder = new ScratchFolder()
  const crowd: Crowd = { conversations: 1, members: 2, messages: effort.isQuick ? QUICK_MESSAGES : MESSAGES }
  const file = folder.file('ours.db')
  await fillTallymark(file, crowd)
  const servers = await Promise.all([
    startTallymark(file),
    ServerProcess.start('plain-marks.ts'),
    ServerProcess.start('relay.ts'),
  ])
  const [server, plain, relay] = servers
  try {
    const way = await ourWay(server, crowd)
    const rates = await ratesOf([way, await plainWay('plain', plain), await plainWay('relay', relay)], effort)
    await way.isTold()
    const { ours = 0 } = rates
    const against = (words: string, theirs = 0) => ({
      value: ours,
      unit: 'marks/s',
      against: `${words}: ${Math.round(theirs)} marks/s`,
      ratio: ours / theirs,
    })
    return [
      { name: 'one.to.one', ...against('plain sockets that keep nothing', rates.plain), target: { ratio: 0.5 } },
      { name: 'one.to.one.relay', ...against('ones that pass on what they do not read', rates.relay) },
    ]
  } finally {
    await Promise.all(servers.map((one) => one.stop()))
  }
}

/** Our way, and a wait until the sender was told of the last mark; rejects if it is not. */
async function ourWay(server: ServerProcess, crowd: Crowd): Promise<Way & { isTold(): Promise<void> }> {
  const watching = (member: number): Watching => ({
    apiKey: API_KEY,
    userId: userName(crowd, 0, member),
    conversationId: 'c0',
  })
  const sender = await Watcher.open(server.port, watching(1))
  const reader = await Watcher.connect(server.port, watching(2))
  let seq = 0
  let watched = 0
  const mark = (): Promise<unknown> => {
    seq += 1
    const marked = reader.markRead(messageName(seq))
    if (seq <= watched) return marked
    watched += SCREEN
    return Promise.all([marked, sender.watch({ from: seq, to: watched })])
  }
  return {
    name: 'ours',
    work: (untilMs) => inFlight(untilMs, () => (seq < crowd.messages ? mark() : undefined)),
    isTold: async () => {
      const lateAt = performance.now() + TOLD_MS
      while (sender.tallies.get(seq)?.[3] !== 1) {
        if (performance.now() > lateAt) throw new Error(`the sender was not told that message ${seq} was read`)
        await sleep(10)
      }
    },
  }
}

/** A way over a server that answers each mark, in the order in which they came; the sender and the reader read what they are told. */
async function plainWay(name: string, server: ServerProcess): Promise<Way> {
  const sender = await Line.open(server.port)
  const reader = await Line.open(server.port)
  const waiting = new Map<number, () => void>()
  reader.hear = (text) => {
    const { id } = JSON.parse(text.toString('utf8'))
    waiting.get(id)?.()
    waiting.delete(id)
  }
  sender.hear = (text) => JSON.parse(text.toString('utf8'))
  let seq = 0
  const mark = (): Promise<void> => {
    seq += 1
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.set(seq, resolve)
    reader.say(
      JSON.stringify({ type: 'mark', id: seq, conversationId: 'c0', kind: 'read', messageIds: [messageName(seq)] }),
    )
    return promise
  }
  return { name, work: (untilMs) => inFlight(untilMs, mark) }
}

/** Keeps marks in flight until the time is up or there is nothing left to mark; how many were answered. */
async function inFlight(untilMs: number, mark: () => Promise<unknown> | undefined): Promise<number> {
  let done = 0
  const one = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const marked = mark()
      if (marked === undefined) return
      await marked
      done += 1
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, one))
  return done
}
