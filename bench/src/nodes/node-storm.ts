import { singleRead } from '../callers.ts'
import type { CommitCount } from '../counted-store.ts'
import type { Crowd } from '../crowd.ts'
import { type Engine, markReadInput } from './inside.ts'
import { type Share, type StormReport, sharedNow } from './node-talk.ts'

/** Lets each reader of a share mark every message, all of them at once and each the next when the one before is answered. */
export async function nodeStorm(
  engine: Engine,
  count: CommitCount,
  { members, messages }: Crowd,
  { first, step }: Share,
): Promise<StormReport> {
  const before = { ...count }
  const crowd: Crowd = { conversations: 1, members, messages }
  let marks = 0
  let longestWaitMs = 0
  let deepest = 0
  const readAll = async (member: number): Promise<void> => {
    for (let seq = 1; seq <= messages; seq += 1) {
      const askedAt = sharedNow()
      const outcome = engine.markRead(markReadInput.parse(singleRead(crowd, { conversation: 0, member, seq })))
      deepest = Math.max(deepest, engine.queueDepth())
      const answer = await outcome
      if ('refused' in answer) throw new Error(`a mark was refused: ${answer.refused}`)
      longestWaitMs = Math.max(longestWaitMs, sharedNow() - askedAt)
      marks += 1
    }
  }
  const startedAt = sharedNow()
  const readers: Promise<void>[] = []
  for (let member = 2 + first; member <= members; member += step) readers.push(readAll(member))
  await Promise.all(readers)
  return {
    ...{ marks, startedAt, endedAt: sharedNow(), longestWaitMs, deepest },
    commits: count.commits - before.commits,
    conflicts: count.conflicts - before.conflicts,
  }
}
