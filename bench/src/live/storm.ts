import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerProcess } from './server-process.ts'
import type { StormMember, StormSize } from './storm-member.ts'

/** What a storm cost. */
export interface StormCost {
  /** From the server to the clients, counted where they arrived: answers to marks, and what was told of them. */
  readonly frames: number
  readonly bytes: number
  readonly cpuMs: number
  /** Until every member was right. */
  readonly seconds: number
}

/** How long a storm may take before it counts as lost. */
const LOST_MS = 180_000
/** What is still on its way when everybody watches, and when everybody is right, comes in this time. */
const CALM_MS = 150

/**
 * Lets every member mark every message, in their order, the next as soon as no more than
 * `inFlight` of them wait for their answers. Ends the members' connections.
 * Rejects if a member does not come to hold the final tallies.
 */
export async function storm(
  server: ServerProcess,
  members: readonly StormMember[],
  { messages, inFlight }: StormSize,
): Promise<StormCost> {
  await sleep(CALM_MS)
  const framesBefore = framesOf(members)
  const before = await server.ask()
  const startedAt = performance.now()
  await within(LOST_MS, [
    ...members.map((member) => markAll(member, messages, inFlight)),
    ...members.map((one) => one.isRight),
  ])
  const seconds = (performance.now() - startedAt) / 1_000
  await sleep(CALM_MS)
  const after = await server.ask()
  const frames = framesOf(members) - framesBefore
  for (const { line } of members) line.end()
  if (frames !== after.framesSent - before.framesSent)
    throw new Error(`${after.framesSent - before.framesSent} frames were sent, ${frames} came`)
  return {
    frames,
    bytes: after.bytesSent - before.bytesSent,
    cpuMs: after.cpuMs - before.cpuMs,
    seconds,
  }
}

async function markAll(member: StormMember, messages: number, inFlight: number): Promise<void> {
  let seq = 0
  const some = async (): Promise<void> => {
    while (seq < messages) {
      seq += 1
      await member.mark(seq)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, some))
}

const framesOf = (members: readonly StormMember[]): number => members.reduce((sum, { line }) => sum + line.frames, 0)

/** All of these, or a rejection if they take longer. */
async function within(limitMs: number, all: readonly Promise<void>[]): Promise<void> {
  const end = new AbortController()
  const late = sleep(limitMs, undefined, { signal: end.signal, ref: false }).then(() => {
    throw new Error(`not every member was right after ${limitMs / 1_000} s`)
  })
  late.catch(() => undefined)
  await Promise.race([Promise.all(all), late]).finally(() => end.abort())
}
