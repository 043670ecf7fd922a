import { has, isIn, isRefusal, type UserId } from '@tallymark/core'
import { createEngine, DEFAULT_LIMITS, type Engine } from '../engine/engine.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { ParticipantRecord } from '../engine/ports/records.ts'
import type { Store } from '../engine/ports/store.ts'
import { CommandFailure } from './command-failure.ts'
import { type Trace, traceLines } from './trace.ts'
import type { TraceLine } from './trace-line.ts'

/** How many lines go to the engine before their answers are waited for. */
const CHUNK = 2_000

/** What was replayed. */
export interface Replayed {
  readonly people: number
  readonly messages: number
  readonly reads: number
  /** Lines that the engine refused, such as reads of messages from before the user joined. */
  readonly refused: number
}

/**
 * Replays a trace as one conversation, each line at its own time. Doing it again changes nothing, so after a kill in the middle
 * it is done again from the start.
 */
export async function replayTrace(store: Store, trace: Trace): Promise<Replayed> {
  const clock = new TraceClock()
  const fault: { cause?: unknown } = {}
  const engine = createEngine(store, clock, {
    maxRanges: DEFAULT_LIMITS.maxRanges,
    queueLimit: CHUNK + 1,
    onFault: (cause) => {
      fault.cause ??= cause
    },
  })
  const tally = new Tally()
  try {
    await tally.await([engine.createConversation({ conversationId: trace.conversationId })])
    let chunk: Promise<unknown>[] = []
    for await (const line of traceLines(trace.path)) {
      clock.at = line.at
      tally.count(line)
      chunk.push(submit(engine, trace, line))
      if (chunk.length < CHUNK) continue
      await tally.await(chunk)
      chunk = []
    }
    await tally.await(chunk)
  } finally {
    await engine.stop()
  }
  if (fault.cause !== undefined)
    throw new CommandFailure(
      1,
      `The sample could not be replayed: ${(fault.cause as Error).message} Start again.`,
      fault,
    )
  return tally
}

/** Whether the whole trace is in the store already. Commits keep its order, so its end tells. */
export async function isReplayed(store: Store, trace: Trace): Promise<boolean> {
  const { lastLine, conversationId } = trace
  const lastMessageIds = lastLine.type === 'read' ? lastLine.messageIds : []
  const found = await store.find({
    messages: [trace.lastMessageId, ...lastMessageIds].map((id) => [conversationId, id] as const),
    participants: [[conversationId, lastLine.userId]],
  })
  const [last, ...read] = found.messages
  const [participant] = found.participants
  if (last === undefined || participant === undefined) return false
  return tookEffect(
    lastLine,
    participant,
    read.map((message) => message?.seq ?? 0),
  )
}

function tookEffect(line: TraceLine, participant: ParticipantRecord, seqs: readonly number[]): boolean {
  switch (line.type) {
    // Who joined and left since is known nevertheless.
    case 'join':
    case 'post':
      return true
    case 'leave':
      return !isIn(participant.member)
    case 'read':
      return seqs.every((seq) => has(participant.read, seq))
    default:
      return line satisfies never
  }
}

/** Hands a line to the engine, which takes the time of the clock at once and keeps the order of a conversation. */
function submit(engine: Engine, { conversationId }: Trace, line: TraceLine): Promise<unknown> {
  switch (line.type) {
    case 'join':
      return engine.join({ conversationId, userId: line.userId })
    case 'leave':
      return engine.leave({ conversationId, userId: line.userId })
    case 'post':
      return engine.post({ conversationId, messageId: line.messageId, senderId: line.userId })
    case 'read':
      return engine.markRead({ conversationId, recipientId: line.userId, messageIds: line.messageIds })
    default:
      return line satisfies never
  }
}

/** Tells the time of the line that is being handed over. */
class TraceClock implements Clock {
  at = 0

  now(): number {
    return this.at
  }
}

class Tally implements Replayed {
  readonly #people = new Set<UserId>()
  messages = 0
  reads = 0
  refused = 0

  get people(): number {
    return this.#people.size
  }

  count(line: TraceLine): void {
    this.#people.add(line.userId)
    if (line.type === 'post') this.messages += 1
    if (line.type === 'read') this.reads += 1
  }

  async await(answers: readonly Promise<unknown>[]): Promise<void> {
    for (const answer of await Promise.all(answers)) if (isRefusal(answer)) this.refused += 1
  }
}
