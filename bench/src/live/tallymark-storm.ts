import { type Crowd, conversationName, messageName, userName } from '../crowd.ts'
import { API_KEY } from './feed-server.ts'
import { inTurns } from './line.ts'
import type { ServerProcess } from './server-process.ts'
import { type StormCost, storm } from './storm.ts'
import type { StormMember, StormSize } from './storm-member.ts'
import { Watcher, type Watching } from './watcher.ts'

/** A storm in one of the crowd's conversations. */
export async function tallymarkStorm(
  server: ServerProcess,
  crowd: Crowd,
  room: number,
  size: StormSize,
): Promise<StormCost> {
  const conversationId = conversationName(room)
  const members = await inTurns(size.members, (i) =>
    memberOf(server.port, { apiKey: API_KEY, userId: userName(crowd, room, i + 1), conversationId }, size),
  )
  return storm(server, members, size)
}

/** A member that watches. It is right once each message is read by everyone but its sender. */
async function memberOf(port: number, watching: Watching, size: StormSize): Promise<StormMember> {
  const watcher = await Watcher.open(port, watching)
  const right = Promise.withResolvers<void>()
  const everyone = size.members - 1
  watcher.moved = () => {
    for (let seq = 1; seq <= size.messages; seq += 1) {
      const [, audience, , read] = watcher.tallies.get(seq) ?? []
      if (audience !== everyone || read !== everyone) return
    }
    right.resolve()
  }
  watcher.failed = right.reject
  return { line: watcher.line, isRight: right.promise, mark: (seq) => watcher.markRead(messageName(seq)) }
}
