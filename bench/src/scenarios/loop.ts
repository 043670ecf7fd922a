import { type SingleRead, singleRead } from '../callers.ts'
import { type Crowd, readingsInTurn } from '../crowd.ts'
import type { Effort } from '../effort.ts'
import type { Figure } from '../figure.ts'
import { ms } from '../figure.ts'
import { fillTallymark } from '../fill-tallymark.ts'
import {
  createEngine,
  DEFAULT_LIMITS,
  markReadInput,
  openSqliteStore,
  type SqliteThread,
  SYSTEM_CLOCK,
} from '../inside.ts'
import { percentile } from '../median.ts'
import type { Scenario } from '../scenario.ts'
import { ScratchFolder } from '../scratch-folder.ts'

const CROWD: Crowd = { conversations: 256, members: 2, messages: 1_200 }
const BATCH = 200

/** How late an unrelated timer comes while commits of 200 marks follow one another, with SQLite in a thread of its own or in the caller's. */
export const loop: Scenario = { names: ['loop.200', 'loop.200.caller'], measure }

async function measure(effort: Effort): Promise<readonly Figure[]> {
  using folder = new ScratchFolder()
  const crowd = effort.isQuick ? { ...CROWD, messages: 300 } : CROWD
  const own = await streamOf(folder, crowd, 'own')
  const caller = await streamOf(folder, crowd, 'caller')
  const delays: Record<SqliteThread, number[]> = { own: [], caller: [] }
  const commits: Record<SqliteThread, number> = { own: 0, caller: 0 }
  for (let round = 0; round <= effort.rounds; round += 1) {
    for (const stream of [own, caller]) {
      const seen = await watch(stream, performance.now() + effort.roundMs)
      if (round === 0) continue
      delays[stream.thread].push(...seen.delays)
      commits[stream.thread] += (seen.commits * 1_000) / (effort.roundMs * effort.rounds)
    }
  }
  await own.close()
  await caller.close()
  return [
    figureOf('loop.200', 'own', 'caller', delays, commits),
    figureOf('loop.200.caller', 'caller', 'own', delays, commits),
  ]
}

const WORDS: Readonly<Record<SqliteThread, string>> = {
  own: 'in a thread of its own',
  caller: "in the caller's thread",
}

function figureOf(
  name: string,
  ours: SqliteThread,
  other: SqliteThread,
  delays: Readonly<Record<SqliteThread, readonly number[]>>,
  commits: Readonly<Record<SqliteThread, number>>,
): Figure {
  const p99 = { own: percentile(delays.own, 0.99), caller: percentile(delays.caller, 0.99) }
  const rate = (thread: SqliteThread): string => `${Math.round(commits[thread])} commits/s`
  return {
    name,
    value: p99[ours],
    unit: 'ms p99',
    against: `SQLite ${WORDS[other]}: ${ms(p99[other])} (${rate(ours)}, the other ${rate(other)})`,
    ratio: p99[other] / p99[ours],
    ...(ours === 'own' ? { target: { atMost: 10 } } : {}),
  }
}

interface Stream {
  readonly thread: SqliteThread
  /** Makes 200 marks that go into one commit; false when there is nothing left to mark. */
  commit(): Promise<boolean>
  close(): Promise<void>
}

async function streamOf(folder: ScratchFolder, crowd: Crowd, thread: SqliteThread): Promise<Stream> {
  const file = folder.file(`${thread}.db`)
  await fillTallymark(file, crowd)
  const store = await openSqliteStore({ file, thread })
  const engine = createEngine(store, SYSTEM_CLOCK, { ...DEFAULT_LIMITS, onFault: console.error })
  const readings = readingsInTurn(crowd, crowd.conversations)
  return {
    thread,
    commit: async () => {
      const batch: SingleRead[] = []
      while (batch.length < BATCH) {
        const next = readings.next()
        if (next.done === true) return false
        batch.push(singleRead(crowd, next.value))
      }
      await Promise.all(batch.map((read) => engine.markRead(markReadInput.parse(read))))
      return true
    },
    close: async () => {
      await engine.stop()
      await store.close()
    },
  }
}

/** The delays of a timer of one millisecond beyond its time, and the commits made meanwhile. */
async function watch(stream: Stream, untilMs: number): Promise<{ delays: readonly number[]; commits: number }> {
  const delays: number[] = []
  let dueAt = performance.now() + 1
  const timer = setInterval(() => {
    const now = performance.now()
    delays.push(Math.max(0, now - dueAt))
    dueAt = now + 1
  }, 1)
  let commits = 0
  while (performance.now() < untilMs && (await stream.commit())) commits += 1
  clearInterval(timer)
  return { delays, commits }
}
